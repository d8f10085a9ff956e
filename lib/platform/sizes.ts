/** Sizes as people write them: `1.5 TiB`. */

export const sizeUnits = ["TiB", "GiB", "MiB", "KiB", "B"] as const;
export type SizeUnit = (typeof sizeUnits)[number];

const unitBytes: Readonly<Record<SizeUnit, bigint>> = {
  TiB: 1n << 40n,
  GiB: 1n << 30n,
  MiB: 1n << 20n,
  KiB: 1n << 10n,
  B: 1n,
};

const SIZE = /^(\d{1,19})(?:\.(\d{1,6}))?\s*(TiB|GiB|MiB|KiB|B)?$/i;

/** Bytes of a text such as `1.5 TiB`; a bare number is bytes. Undefined for what is no size. */
export function readSize(text: string): bigint | undefined {
  const match = SIZE.exec(text.trim());
  if (!match) return undefined;
  const [, whole = "0", part = "", unit = "B"] = match;
  const known = sizeUnits.find((one) => one.toLowerCase() === unit.toLowerCase()) ?? "B";
  const scale = 10n ** BigInt(part.length);
  return (BigInt(whole + part) * unitBytes[known]) / scale;
}

/** Bytes as a size of an address: whole units where they are exact, else bytes. */
export function writeSize(bytes: bigint): string {
  const unit = sizeUnits.find((one) => bytes !== 0n && bytes % unitBytes[one] === 0n) ?? "B";
  return `${bytes / unitBytes[unit]}${unit}`;
}
