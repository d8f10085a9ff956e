import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import {
  bytes,
  column,
  count,
  day,
  drawn,
  fact,
  flag,
  instant,
  json,
  maybe,
  real,
  text,
} from "@/lib/platform/list/column";
import { defineList, type RowOf } from "@/lib/platform/list/declare";
import { choiceFilter, nameFilter } from "@/lib/platform/list/filter";
import { scanStates, scanStateTexts } from "../model/scan";
import { requireAllGroups } from "../queries/scope";

const seconds = Prisma.sql`
  extract(epoch from coalesce(s.ended_at, s.heard_at) - s.started_at)`;

const badReason = z.object({ reason: z.string(), count: z.number(), firstLine: z.number() });

/** The ledger of scan files: every one that was read, or is. */
export const scanList = defineList({
  name: "scans",
  caption: "Scans",
  noun: "scans",
  from: Prisma.sql`storage_scans s join volumes v on v.name = s.volume_name`,
  scope: (viewer: Viewer) => {
    requireAllGroups(viewer);
    const volume = viewer.within?.volume ?? null;
    return volume === null ? Prisma.sql`true` : Prisma.sql`s.volume_name = ${volume}`;
  },
  key: Prisma.sql`s.id`,
  columns: {
    volume: column(text, Prisma.sql`s.volume_name`, {
      header: "Volume",
      isFixed: true,
      sort: true,
      file: "volume",
    }),
    date: column(day, Prisma.sql`s.record_on`, {
      header: "Record date",
      align: "start",
      className: "whitespace-nowrap",
      sort: true,
      file: "date",
    }),
    state: column(text, Prisma.sql`s.state`, { header: "State", file: "state" }),
    progress: drawn({ header: "Progress" }),
    started: column(instant, Prisma.sql`s.started_at`, {
      header: "Started",
      sort: true,
      file: "started_at",
    }),
    // UNIT: seconds from start to end, or to when it was heard of last.
    seconds: column(real, seconds, { header: "Duration", sort: true, file: "seconds" }),
    lines: column(count, Prisma.sql`s.line_count`, { header: "Lines", sort: true, file: "lines" }),
    bad: column(count, Prisma.sql`s.bad_line_count`, {
      header: "Bad lines",
      sort: true,
      file: "bad_lines",
    }),
    // Compressed; null while not known.
    bytes: column(maybe(bytes), Prisma.sql`s.file_bytes`, {
      header: "File",
      help: "Compressed length of the scan file",
      sort: true,
      file: "file_bytes",
    }),
    rows: column(json(z.record(z.string(), z.number())), Prisma.sql`s.row_counts`, {
      header: "Rows stored",
      className: "min-w-40",
    }),
    error: column(maybe(text), Prisma.sql`s.error`, {
      header: "Error",
      className: "min-w-40 max-w-md",
      file: "error",
    }),
    fileName: column(text, Prisma.sql`s.file_name`, {
      header: "File name",
      className: "min-w-56 max-w-sm",
      file: "file_name",
    }),
    scanned: column(instant, Prisma.sql`s.scanned_at`, { header: "Scanned", file: "scanned_at" }),
    origin: column(text, Prisma.sql`s.origin`, {
      header: "Came by",
      isHidden: true,
      file: "origin",
    }),
    isCurrent: fact(flag, Prisma.sql`v.current_scan_id = s.id is true`, "current"),
    variant: fact(maybe(text), Prisma.sql`s.variant`, "variant"),
    readBytes: fact(bytes, Prisma.sql`s.read_bytes`),
    badReasons: fact(json(z.array(badReason)), Prisma.sql`s.bad_reasons`),
    areBasesDerived: fact(flag, Prisma.sql`s.are_bases_derived`, "bases_derived"),
    heardAt: fact(instant, Prisma.sql`s.heard_at`),
    endedAt: fact(maybe(instant), Prisma.sql`s.ended_at`, "ended_at"),
  },
  filters: {
    volume: nameFilter({
      noun: "volume",
      look: { control: "choice", label: "Volume", any: "All volumes" },
      where: (volume) => Prisma.sql`s.volume_name = ${volume}`,
    }),
    state: choiceFilter(scanStates, {
      noun: "state",
      look: { label: "State", any: "Any state", options: Object.entries(scanStateTexts) },
      where: (state) => Prisma.sql`s.state = ${state}`,
    }),
  },
  search: {
    label: "Search files and errors",
    places: [Prisma.sql`s.file_name`, Prisma.sql`coalesce(s.error, '')`],
  },
  sort: "-started",
  unique: Prisma.sql`s.id desc`,
  empty: {
    title: "No such scan",
    text: "Drop a filter; or have a worker look for scan files, if there are none yet.",
  },
});

export type ScanRow = RowOf<typeof scanList>;
