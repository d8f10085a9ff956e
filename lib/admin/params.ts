import { createLoader } from "nuqs/server";
import { tableParams } from "@/lib/platform/table-params";

/** Newest first, always: a trail is read backwards. */
export const historyTable = tableParams<"at">({
  sortable: [],
  defaultSort: "-at",
  defaultSize: 50,
});
export const loadHistoryParams = createLoader(historyTable.parsers);
export type HistoryParams = Awaited<ReturnType<typeof loadHistoryParams>>;
