import { createLoader } from "nuqs/server";
import { parseId } from "./filters";
import { groupDirectoryTable } from "./lists";

/** The page of one group: which of its base directories is looked at, and that one's directories. */
const groupPageParsers = {
  ...groupDirectoryTable.parsers,
  /** Number of a base directory; without it the worst one. */
  base: parseId,
};

export const loadGroupPageParams = createLoader(groupPageParsers, {
  urlKeys: groupDirectoryTable.urlKeys,
});

/** The name in an address; undefined for what is none. */
export function readGroupName(part: string): string | undefined {
  try {
    const name = decodeURIComponent(part);
    return /^[^\p{Cc}\p{Surrogate}]{1,128}$/u.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}
