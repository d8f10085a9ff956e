/** Why a scan cannot be true: what it says beside what the one before said. */

/** What is compared of a scan. */
export interface ScanSize {
  lines: number;
  /** Bytes of each group on the volume, by its name or `gid:<n>`. */
  groups: ReadonlyMap<string, bigint>;
}

/** What a site allows from one scan to the next. */
export interface DoubtRules {
  /** Fewer lines than this share of those before are an aborted walk. */
  minLineShare: number;
  /** A group with at least this share of the volume's bytes does not vanish. */
  vanishedShare: number;
  /** The bytes of a volume do not become so many times as many, or so few. */
  maxTotalFactor: number;
}

/** A volume with fewer lines changes as a whole when somebody tidies up. */
const MIN_LINES = 10;

/** Names that a sentence lists. */
const MAX_NAMES = 3;

const total = ({ groups }: ScanSize): bigint =>
  [...groups.values()].reduce((sum, bytes) => sum + bytes, 0n);

const words = (count: number | bigint): string => count.toLocaleString("en-GB");

/** Sentences for people; none where the scan can be true. `day` is the record date of `before`. */
export function doubtsOf(
  scan: ScanSize,
  before: ScanSize,
  day: string,
  rules: DoubtRules,
): string[] {
  if (before.lines < MIN_LINES) return [];
  const doubts: string[] = [];
  if (scan.lines < before.lines * rules.minLineShare) {
    doubts.push(
      `It has ${words(scan.lines)} lines, the scan of ${day} had ${words(before.lines)}: ` +
        "perhaps the walk was cut short.",
    );
  }
  const [now, was] = [total(scan), total(before)];
  const gone = [...before.groups]
    .filter(([name, bytes]) => bytes > 0n && !scan.groups.has(name))
    .filter(([, bytes]) => Number(bytes) >= Number(was) * rules.vanishedShare)
    .map(([name]) => name);
  if (gone.length > 0) {
    const more = gone.length > MAX_NAMES ? ` and ${words(gone.length - MAX_NAMES)} more` : "";
    doubts.push(`It has no file of ${gone.slice(0, MAX_NAMES).join(", ")}${more}.`);
  }
  const factor = rules.maxTotalFactor;
  if (was > 0n && (Number(now) > Number(was) * factor || Number(now) * factor < Number(was))) {
    doubts.push(`Its files take ${words(now)} bytes, those of ${day} took ${words(was)}.`);
  }
  return doubts;
}
