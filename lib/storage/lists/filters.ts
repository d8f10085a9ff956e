import "server-only";
import { dayFilter, nameFilter, namesFilter } from "@/lib/platform/list/filter";
import { ofGroups, ofVolume } from "../queries/scope";

/** Filters that every list of storage has. */

/** A volume by its name, or all whose names have the text in them. */
export const volumeFilter = nameFilter({
  noun: "volume",
  look: { control: "choice", label: "Volume", any: "All volumes" },
  where: ofVolume,
});

export const groupFilter = namesFilter({
  noun: "groups",
  look: { control: "names", noun: "groups" },
  where: ofGroups,
});

/** The scans of a record date instead of the newest ones; read by the tables of the list. */
export const dateFilter = dayFilter({
  noun: "date",
  look: { control: "chip", label: "As of" },
  where: () => null,
});
