import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { siteUrl } from "@/lib/platform/env";
import type { Explorer } from "../params/explorer";
import { listRecordWords, type RecordWords } from "./list-record-words";
import { listRecords, type RecordPage } from "./list-records";

/** All that the explorer shows. */
export interface ExplorerView {
  /** Null where the query is not valid. */
  page: RecordPage | null;
  words: RecordWords;
  /** Where people and programs find the site. */
  origin: string;
  /** The server's clock, ISO. */
  now: string;
}

/** The explorer's page of this address; throws as `listRecords` does. */
export async function openExplorer(viewer: Viewer, explorer: Explorer): Promise<ExplorerView> {
  const { query, after, size } = explorer;
  const [page, words] = await Promise.all([
    query === null ? null : listRecords(viewer, query, { after, size }),
    listRecordWords(viewer),
  ]);
  return { page, words, origin: siteUrl(), now: now().toISOString() };
}
