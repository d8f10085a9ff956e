/** Limits as a provider gives them; 0 means no limit, null not known. */
export interface Limits {
  bytes: bigint | null;
  inodes: bigint | null;
}

const KIB = 1024n;

/** Places of the hard limits among the words of `lfs quota -gq`. */
const HARD_BLOCKS = 3;
const HARD_FILES = 7;

function whole(word: string | undefined): bigint | null {
  // `*`: over quota; brackets: a target did not answer, so the number is not exact.
  const digits = (word ?? "").replace(/[*[\]]/g, "");
  return /^\d{1,19}$/.test(digits) ? BigInt(digits) : null;
}

/**
 * The hard limits of one group in what `lfs quota -gq <group> <mount>` prints, over one line or,
 * for a long name of the mount, two. Undefined where it prints no limits.
 */
export function parseLfsQuota(output: string): Limits | undefined {
  const words = output.trim().split(/\s+/);
  const blocks = whole(words[HARD_BLOCKS]);
  const inodes = whole(words[HARD_FILES]);
  if (blocks === null && inodes === null) return undefined;
  return { bytes: blocks === null ? null : blocks * KIB, inodes };
}

/**
 * Bytes by group name of a quota file: CSV with a header, of which the columns `group` and `limit`
 * (KiB) count.
 */
export function parseQuotaFile(text: string): Map<string, bigint> {
  const [head = "", ...lines] = text.split(/\r?\n/);
  const names = cellsOf(head);
  const [group, limit] = [names.indexOf("group"), names.indexOf("limit")];
  const limits = new Map<string, bigint>();
  if (group < 0 || limit < 0) return limits;
  for (const line of lines) {
    const cells = cellsOf(line);
    const name = cells[group] ?? "";
    const kibibytes = whole(cells[limit]);
    if (name !== "" && kibibytes !== null && !limits.has(name)) limits.set(name, kibibytes * KIB);
  }
  return limits;
}

const cellsOf = (line: string): string[] =>
  line.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
