import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatAge,
  formatBytes,
  formatDay,
  formatDuration,
  formatInstant,
  formatNumber,
  formatPercent,
  roundHalfEven,
} from "@/lib/platform/format";

const NOW = "2026-11-21T23:25:40.000Z";
const before = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1000);

describe("instants", () => {
  it("are written in UTC to the minute, whatever the machine's zone", () => {
    expect(formatInstant(new Date("2026-11-22T01:25:59+02:00"))).toBe("2026-11-21 23:25 UTC");
    expect(formatInstant("2026-11-21T23:25:00Z")).toBe("2026-11-21 23:25 UTC");
    expect(formatDay("2026-11-22T01:25:59+02:00")).toBe("2026-11-21");
  });

  it("that are invalid give a dash", () => {
    expect(formatInstant("yesterday")).toBe("–");
    expect(formatDay("yesterday")).toBe("–");
    expect(formatAge("yesterday", NOW)).toBe("–");
  });
});

describe("ages", () => {
  it.each([
    [9, "just now"],
    [-9, "just now"],
    [10, "10 s ago"],
    [59.9, "59 s ago"],
    [180, "3 min ago"],
    [3599, "59 min ago"],
    [3600, "1 h ago"],
    [26 * 3600, "26 h ago"],
    [48 * 3600, "2 d ago"],
    [90 * 86400, "3 mo ago"],
    [800 * 86400, "2 y ago"],
    [-2 * 3600, "in 2 h"],
    [-60, "in 1 min"],
  ])("of %d seconds read %s", (seconds, text) => {
    expect(formatAge(before(seconds), NOW)).toBe(text);
  });
});

describe("durations", () => {
  it.each([
    [0, "0 s"],
    [0.4, "0 s"],
    [12, "12 s"],
    [200, "3 min 20 s"],
    [3600, "1 h"],
    [7500, "2 h 5 min"],
    [100800, "1 d 4 h"],
    [86400 + 60, "1 d"],
    [-200, "-3 min 20 s"],
    [Number.NaN, "–"],
  ])("of %d seconds read %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe("numbers", () => {
  it("have separated thousands and at most the wanted decimals", () => {
    expect(formatNumber(1234567)).toBe("1,234,567");
    expect(formatNumber(12345678901234567890n)).toBe("12,345,678,901,234,567,890");
    expect(formatNumber(1.25, { digits: 1 })).toBe("1.3");
    expect(formatNumber(2, { digits: 2, minimumDigits: 2 })).toBe("2.00");
    expect(formatPercent(0.125)).toBe("12.5 %");
  });

  it("that are missing give a dash, never a zero", () => {
    expect(formatNumber(null)).toBe("–");
    expect(formatNumber(Number.NaN)).toBe("–");
    expect(formatPercent(null)).toBe("–");
  });
});

describe("bytes", () => {
  it.each([
    [0n, "0 B"],
    [1023n, "1023 B"],
    [1024n, "1 KiB"],
    [1536n, "1.5 KiB"],
    [1048575n, "1 MiB"],
    [1649267441664n, "1.5 TiB"],
    [9223372036854775807n, "8 EiB"],
    [1024n ** 8n, "1,024 ZiB"],
    [-1536n, "-1.5 KiB"],
  ])("%d read %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe("rounding half to even", () => {
  it.each([
    [0, 2, "0.00"],
    [-0, 2, "-0.00"],
    [70.4, 2, "70.40"],
    [90.412, 2, "90.41"],
    [99.995, 2, "100.00"],
    [1.235, 2, "1.24"],
    [0.125, 2, "0.12"],
    [0.375, 2, "0.38"],
    [2.675, 2, "2.67"],
    [0.5, 0, "0"],
    [1.5, 0, "2"],
    [2.5, 0, "2"],
    [-0.125, 2, "-0.12"],
    [-0.001, 2, "-0.00"],
    [1e21, 1, "1000000000000000000000.0"],
    [Number.MIN_VALUE, 2, "0.00"],
    [2 ** 53, 0, "9007199254740992"],
  ])("%d with %d digits reads %s", (value, digits, text) => {
    expect(roundHalfEven(value, digits)).toBe(text);
  });

  it("refuses what has no decimal digits", () => {
    expect(() => roundHalfEven(Number.NaN, 2)).toThrow(RangeError);
    expect(() => roundHalfEven(Number.POSITIVE_INFINITY, 2)).toThrow(RangeError);
    expect(() => roundHalfEven(1, -1)).toThrow(RangeError);
    expect(() => roundHalfEven(1, 0.5)).toThrow(RangeError);
  });

  it("agrees with toFixed, which is exact and differs only on ties", () => {
    const values = fc.double({ min: -1e20, max: 1e20, noNaN: true });
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 6 }), (value, digits) => {
        // A tie needs value · 10^digits to be half of an odd number, exactly.
        const doubled = value * 2 ** (digits + 1);
        fc.pre(!Number.isInteger(doubled) || Number.isInteger(value));
        const expected = Object.is(value, -0) ? `-${value.toFixed(digits)}` : value.toFixed(digits);
        expect(roundHalfEven(value, digits)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it("gives ties the even last digit", () => {
    // n/8 with an odd n has exactly three decimals that end in 5: a tie at two digits.
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (half) => {
        const eighths = 2 * half + 1;
        const thousandths = BigInt(eighths) * 125n;
        const magnitude = thousandths < 0n ? -thousandths : thousandths;
        const low = magnitude / 10n;
        const cents = magnitude % 10n === 5n ? low + (low % 2n) : (magnitude + 5n) / 10n;
        const digits = cents.toString().padStart(3, "0");
        const text = `${eighths < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
        expect(roundHalfEven(eighths / 8, 2)).toBe(text);
      }),
    );
  });

  it("is never further from the exact value than half of the last digit", () => {
    const halfUlpOfCents = 0.005;
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
        const error = Math.abs(Number(roundHalfEven(value, 2)) - value);
        expect(error).toBeLessThanOrEqual(halfUlpOfCents + 1e-9);
      }),
    );
  });
});
