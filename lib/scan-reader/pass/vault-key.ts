import type { VaultAction } from "../scan-result";

/** What the place of a link inside a vault says: which file, and what is to become of it. */

export interface VaultKey {
  action: VaultAction;
  inode: bigint;
  /** Real path of the marked file as bytes. */
  path: Buffer;
}

export const vaultWarning = {
  noKey: "The vault key has no '-' between inode and path.",
  inode: "The inode in the vault key is not a hexadecimal number of 64 bits.",
  path: "The path in the vault key is not valid base64.",
} as const;

const VAULT = "/.vault/";
const actions = new Map<string, VaultAction>([
  ["keep", "Keep"],
  ["archive", "Archive"],
  ["stash", "Stash"],
  ["staged", "Staged"],
  ["limbo", "Limbo"],
]);

/** Place of the slash before the first element `.vault` of the directory `path[0..end)`, or -1. */
export function vaultPlace(path: Uint8Array, from: number, end: number): number {
  for (let at = from; at + 7 <= end; at += 1) {
    if (path[at] !== 47 || path[at + 1] !== 46) continue;
    if (path[at + 2] !== 118 || path[at + 3] !== 97 || path[at + 4] !== 117) continue;
    if (path[at + 5] === 108 && path[at + 6] === 116 && path[at + 7] === 47) return at;
  }
  return -1;
}

/**
 * Reads `path`, in which `/.vault/` stands at `place`. Undefined: the file is no marked one, such as
 * the vault's own log; a text: why the key cannot be read.
 */
export function readVaultKey(path: Buffer, place: number): VaultKey | string | undefined {
  const [branch = "", ...rest] = elementsOf(path.toString("latin1", place + VAULT.length));
  const word = branch.replace(/^\./, "");
  const action = actions.get(word.charAt(0).toLowerCase() + word.slice(1));
  if (!action) return undefined;
  const key = rest.join("");
  const dash = key.indexOf("-");
  if (dash < 0) return vaultWarning.noKey;
  const hex = key.slice(0, dash);
  if (!/^[0-9a-fA-F]{1,16}$/.test(hex)) return vaultWarning.inode;
  const below = decodeName(key.slice(dash + 1));
  if (!below) return vaultWarning.path;
  const root = path.subarray(0, place + 1);
  return { action, inode: BigInt(`0x${hex}`), path: Buffer.concat([root, below]) };
}

const elementsOf = (path: string): string[] => path.split("/").filter((element) => element !== "");

/** Standard base64 with `_` in place of the slash, which no file name can have. */
function decodeName(text: string): Buffer | undefined {
  const standard = text.replaceAll("_", "/");
  if (standard.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(standard)) return undefined;
  const bytes = Buffer.from(standard, "base64");
  return bytes.includes(0) ? undefined : bytes;
}
