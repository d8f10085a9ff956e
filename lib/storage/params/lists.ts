import { createLoader, type inferParserType, parseAsStringLiteral } from "nuqs/server";
import { tableParams } from "@/lib/platform/table-params";
import { parseDays, parseId, parseName, parseNames, parseSize } from "./filters";

/** Users, vaults, directories, scans: their tables and filters in the address. */

export const userUsageTable = tableParams({
  sortable: ["user", "group", "volume", "used", "files", "modified"],
  defaultSort: "-used",
});
export const userUsageParsers = {
  ...userUsageTable.parsers,
  volume: parseName,
  /** A uid, or `uid:<n>` of somebody whom the directory does not know. */
  user: parseName,
  group: parseNames.withDefault([]),
};
export const loadUserUsageParams = createLoader(userUsageParsers);
export type UserUsageParams = inferParserType<typeof userUsageParsers>;

export const vaultActions = ["Keep", "Archive", "Stash", "Staged", "Limbo"] as const;
export type VaultAction = (typeof vaultActions)[number];

/** What people look for first; the others are steps on the way. */
export const DEFAULT_ACTIONS: readonly VaultAction[] = ["Keep", "Archive"];

/** Entries that the newest scan has, those that are gone, or both. */
export const vaultWhens = ["now", "gone", "all"] as const;
export type VaultWhen = (typeof vaultWhens)[number];

export const vaultTable = tableParams({
  sortable: ["file", "action", "owner", "group", "volume", "bytes", "modified", "since", "until"],
  defaultSort: "-since",
  defaultHidden: ["inode"],
});
export const vaultParsers = {
  ...vaultTable.parsers,
  /** Part of the path. */
  file: parseName,
  volume: parseName,
  owner: parseName,
  group: parseNames.withDefault([]),
  action: parseNames.withDefault([...DEFAULT_ACTIONS]),
  when: parseAsStringLiteral(vaultWhens).withDefault("now"),
};
/** What the page shows where its address says nothing. */
export const vaultDefaults = {
  sort: vaultTable.spec.defaultSort,
  action: DEFAULT_ACTIONS.join(","),
  when: "now",
} as const;
export const loadVaultParams = createLoader(vaultParsers);
export type VaultParams = inferParserType<typeof vaultParsers>;

/** What people decided about a directory, and what is still to be decided. */
export const decisionFilters = ["none", "keep", "archive", "delete", "any", "due"] as const;
export type DecisionFilter = (typeof decisionFilters)[number];

const directorySortable = [
  "project",
  "path",
  "group",
  "volume",
  "files",
  "bytes",
  "modified",
  "decision",
  "due",
] as const;

export const directoryTable = tableParams({
  sortable: directorySortable,
  defaultSort: "-bytes",
});
export const directoryParsers = {
  ...directoryTable.parsers,
  volume: parseName,
  group: parseNames.withDefault([]),
  minSize: parseSize,
  minDays: parseDays,
  decision: parseAsStringLiteral(decisionFilters),
};
export const loadDirectoryParams = createLoader(directoryParsers);
export type DirectoryParams = inferParserType<typeof directoryParsers>;

/** The directories of one group on its page. */
export const groupDirectoryTable = tableParams({
  sortable: directorySortable,
  defaultSort: "-bytes",
  defaultHidden: ["group", "volume"],
  prefix: "dirs",
});

export const scanStateFilters = [
  "reading",
  "storing",
  "stored",
  "replaced",
  "failed",
  "lost",
] as const;

export const scanTable = tableParams({
  sortable: ["started", "volume", "date", "lines", "bad", "seconds", "bytes"],
  defaultSort: "-started",
  defaultHidden: ["origin"],
});
export const scanParsers = {
  ...scanTable.parsers,
  volume: parseName,
  state: parseAsStringLiteral(scanStateFilters),
};
export const loadScanParams = createLoader(scanParsers);
export type ScanParams = inferParserType<typeof scanParsers>;

export const treeColours = ["age", "type", "group"] as const;
export type TreeColour = (typeof treeColours)[number];
export const treeAreas = ["bytes", "files"] as const;
export type TreeArea = (typeof treeAreas)[number];

export const treeParsers = {
  volume: parseName,
  group: parseName,
  /** Base directory, by its number. */
  base: parseId,
  area: parseAsStringLiteral(treeAreas).withDefault("bytes"),
  colour: parseAsStringLiteral(treeColours).withDefault("age"),
};
export const loadTreeParams = createLoader(treeParsers);
export type TreeParams = inferParserType<typeof treeParsers>;
