import type { Route } from "next";
import type { TreeParams } from "@/lib/storage/params/tree";
import type { TreeStep } from "@/lib/storage/queries/tree-boxes";

/** Address of a place in the tree, with what else was chosen. */
export function treePlace(
  params: TreeParams,
  place: { group?: string | null; base?: number | string | null },
): Route {
  const query = new URLSearchParams();
  if (params.volume) query.set("volume", params.volume);
  if (place.group) query.set("group", place.group);
  if (place.base) query.set("base", String(place.base));
  if (params.area !== "bytes") query.set("area", params.area);
  if (params.colour !== "age") query.set("colour", params.colour);
  const text = query.toString();
  return `/storage/tree${text && `?${text}`}` as Route;
}

/** Address of what lies below a box. */
export const treeHref = (params: TreeParams, step: TreeStep, id: string): Route =>
  step === "groups"
    ? treePlace(params, { group: id })
    : treePlace(params, { group: params.group, base: id });
