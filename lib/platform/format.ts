const DASH = "–";
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The instant in UTC to the minute: `2026-11-21 23:25 UTC`. An invalid date gives a dash. */
export const formatInstant = (at: Date | string): string => {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return DASH;
  return `${date.toISOString().slice(0, -8).replace("T", " ")} UTC`;
};

/** The calendar day in UTC: `2026-11-21`. An invalid date gives a dash. */
export const formatDay = (at: Date | string): string => {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? DASH : date.toISOString().slice(0, -14);
};

/** How far `from` lies from `now`: `3 min ago`, `in 2 h`. Only the largest unit, rounded down. */
export const formatAge = (from: Date | string, now: Date | string): string => {
  const seconds = (new Date(now).getTime() - new Date(from).getTime()) / 1000;
  if (!Number.isFinite(seconds)) return DASH;
  const size = Math.abs(seconds);
  if (size < 10) return "just now";
  const text = largestUnit(size);
  return seconds > 0 ? `${text} ago` : `in ${text}`;
};

// A day is shown as hours up to two days, and so on: "26 h ago" says more than "1 d ago".
const largestUnit = (seconds: number): string => {
  if (seconds < MINUTE) return `${Math.floor(seconds)} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < 2 * DAY) return `${Math.floor(seconds / HOUR)} h`;
  if (seconds < 60 * DAY) return `${Math.floor(seconds / DAY)} d`;
  if (seconds < 730 * DAY) return `${Math.floor(seconds / (30 * DAY))} mo`;
  return `${Math.floor(seconds / (365 * DAY))} y`;
};

/** A length of time in its two largest units: `1 d 4 h`, `3 min 20 s`, `0 s`. UNIT: seconds. */
export const formatDuration = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return DASH;
  const whole = Math.floor(Math.abs(seconds));
  const parts = [
    { size: Math.floor(whole / DAY), unit: "d" },
    { size: Math.floor(whole / HOUR) % 24, unit: "h" },
    { size: Math.floor(whole / MINUTE) % 60, unit: "min" },
    { size: whole % 60, unit: "s" },
  ];
  const first = parts.findIndex((part) => part.size > 0);
  if (first < 0) return "0 s";
  const text = parts
    .slice(first, first + 2)
    .filter((part) => part.size > 0)
    .map((part) => `${part.size} ${part.unit}`)
    .join(" ");
  return seconds < 0 ? `-${text}` : text;
};

/**
 * A number with thousands separated by commas and at most `digits` (default 0) decimals.
 * `null` and non-finite numbers give a dash, so that "no value" never reads as zero.
 */
export const formatNumber = (
  value: number | bigint | null,
  options: { digits?: number; minimumDigits?: number } = {},
): string => {
  if (value === null || (typeof value === "number" && !Number.isFinite(value))) return DASH;
  const digits = options.digits ?? 0;
  return new Intl.NumberFormat("en-GB", {
    maximumFractionDigits: digits,
    minimumFractionDigits: Math.min(options.minimumDigits ?? 0, digits),
  }).format(value);
};

/** A share of one as a percentage: `0.125` gives `12.5 %`. */
export const formatPercent = (share: number | null, digits = 1): string => {
  const text = formatNumber(share === null ? null : share * 100, { digits });
  return text === DASH ? DASH : `${text} %`;
};

const BYTE_UNITS = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB"] as const;

/** Bytes in binary units with at most one decimal: `1.5 TiB`. Exact for any size. */
export const formatBytes = (bytes: bigint): string => {
  const size = bytes < 0n ? -bytes : bytes;
  const sign = bytes < 0n ? "-" : "";
  if (size < 1024n) return `${sign}${size} B`;
  for (const [index, unit] of BYTE_UNITS.entries()) {
    const scale = 1024n ** BigInt(index + 1);
    const tenths = (size * 10n + scale / 2n) / scale;
    // Rounding can reach the next unit: 1023.96 KiB is 1 MiB, not 1024 KiB.
    if (tenths < 10240n || index === BYTE_UNITS.length - 1) {
      const whole = formatNumber(tenths / 10n);
      const rest = tenths % 10n;
      return `${sign}${whole}${rest === 0n ? "" : `.${rest}`} ${unit}`;
    }
  }
  return DASH;
};

/**
 * Decimal text of a double with exactly `digits` decimals, as C's `printf("%.*f")` writes it:
 * the exact binary value is rounded, ties go to the even digit, and the sign of zero is kept.
 * Throws `RangeError` for a value that is not finite and for digits outside 0..100.
 */
export const roundHalfEven = (value: number, digits: number): string => {
  if (!Number.isFinite(value)) throw new RangeError("only finite numbers have decimal digits");
  if (!Number.isInteger(digits) || digits < 0 || digits > 100) {
    throw new RangeError("digits must be a whole number from 0 to 100");
  }
  const { isNegative, mantissa, exponent } = decompose(value);
  const scaled = mantissa * 10n ** BigInt(digits);
  const rounded = exponent >= 0 ? scaled << BigInt(exponent) : shiftHalfEven(scaled, -exponent);
  const text = rounded.toString().padStart(digits + 1, "0");
  const sign = isNegative ? "-" : "";
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
};

// |value| = mantissa · 2^exponent, read from the bits (IEEE 754 binary64).
const decompose = (value: number) => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const fraction = bits & ((1n << 52n) - 1n);
  const biased = Number((bits >> 52n) & 0x7ffn);
  return {
    isNegative: bits >> 63n === 1n,
    mantissa: biased === 0 ? fraction : fraction | (1n << 52n),
    exponent: (biased === 0 ? 1 : biased) - 1075,
  };
};

const shiftHalfEven = (value: bigint, bits: number): bigint => {
  const width = BigInt(bits);
  const quotient = value >> width;
  const remainder = value - (quotient << width);
  const half = 1n << (width - 1n);
  const isUp = remainder > half || (remainder === half && quotient % 2n === 1n);
  return isUp ? quotient + 1n : quotient;
};
