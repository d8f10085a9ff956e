import type { ScanProgress, ScanResult, ScanSpec, VaultFile } from "../scan-result";
import type { UnreadableCause } from "../unreadable";

/** What the reader and its thread say to each other. */

export type ToThread =
  | { kind: "start"; spec: ScanSpec }
  | { kind: "chunk"; bytes: ArrayBuffer }
  | { kind: "end" }
  | { kind: "stored" };

/** The long lists of a result, which are sent in pieces. */
export type ResultLists = Pick<
  ScanResult,
  "groups" | "volumeGroups" | "directories" | "users" | "vaultSources"
>;

export type FromThread =
  /** So many compressed bytes were taken in. */
  | { kind: "taken"; bytes: number }
  | { kind: "progress"; progress: ScanProgress }
  /** Answered by `stored`. */
  | { kind: "vault-files"; files: VaultFile[] }
  | { kind: "rows"; rows: Partial<ResultLists> }
  | { kind: "result"; result: Omit<ScanResult, keyof ResultLists> }
  | { kind: "unreadable"; reason: UnreadableCause; message: string }
  | { kind: "failed"; error: unknown };
