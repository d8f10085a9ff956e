import type { ScanEntry } from "./scan-file";
import type { SimulatedFile } from "./volume-files";

/** Entries of a `.vault`: hard links whose names carry inode and path of the marked file. */

/** Greatest part of a name after the inode's last digits: 255 less `40-`. */
const MAX_NAME_TEXT = 252;

/**
 * Path below the branch for a marked file: the inode in pairs of hexadecimal digits, then the
 * path in base64 with `_` for `/`, cut where it is too long for one name.
 */
export function vaultKey(inode: bigint, path: string): string {
  const hex = inode.toString(16);
  const digits = hex.length % 2 === 0 ? hex : `0${hex}`;
  const pairs = digits.match(/../g) ?? [];
  const text = Buffer.from(path, "latin1").toString("base64").replaceAll("/", "_");
  const pieces = text.match(new RegExp(`.{1,${MAX_NAME_TEXT}}`, "g")) ?? [];
  const [last = "", ...parents] = pairs.reverse();
  return [...parents.reverse(), `${last}-${pieces.join("/")}`].join("/");
}

/** The file's links in the vault of its base directory at an instant; none where it is unmarked. */
export function vaultEntries(
  file: SimulatedFile,
  base: string,
  gid: number,
  at: number,
  isThere: boolean,
): ScanEntry[] {
  const { bytes, uid, inode, bornSeconds: timeSeconds, stays } = file;
  const links = isThere ? 2 : 1;
  return stays
    .filter(({ fromSeconds, untilSeconds }) => fromSeconds <= at && at < untilSeconds)
    .map(({ branch }) => {
      const key = vaultKey(inode, file.markedPath ?? file.path);
      const path = `${base}/.vault/${branch}/${key}`;
      return { path, bytes, uid, gid, timeSeconds, type: "f", inode, links };
    });
}
