"use client";

import { useSearchParams } from "next/navigation";
import { ExportMenu } from "@/components/data-table/export-menu";
import { writeNames } from "@/lib/platform/list/address";
import type { ListView } from "@/lib/platform/list/view";

/** All rows of exactly this list, not only this page, as a file. */
export const ListExport = ({ view }: { view: ListView }) => {
  const search = useSearchParams();
  const query = new URLSearchParams();
  const own = ["q", "columns", ...view.filters.map(({ key }) => key)];
  for (const key of own) {
    const text = search.get(key);
    if (text) query.set(key, text);
  }
  for (const { key, shape } of view.filters) {
    // What the page takes where its address says nothing, said aloud.
    if (query.has(key) || !("initial" in shape) || shape.initial === undefined) continue;
    query.set(key, typeof shape.initial === "string" ? shape.initial : writeNames(shape.initial));
  }
  query.set("sort", search.get("sort") ?? view.spec.defaultSort);
  return <ExportMenu table={view.name} query={query} />;
};
