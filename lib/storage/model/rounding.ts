/**
 * Rounds a double to `decimals` (0 to 15) places, ties to even, by its exact value: what Python and
 * R do, so that our numbers equal those of the reports that people compare them with.
 */
export function roundHalfEven(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  // Only multiples of a power of two can lie exactly between two decimals.
  const mayTie = Number.isInteger(value * 2 ** (decimals + 1));
  const scaled = value * scale;
  if (!mayTie || Math.abs(scaled % 1) !== 0.5) return Number(value.toFixed(decimals));
  const below = Math.floor(scaled);
  return (below % 2 === 0 ? below : below + 1) / scale;
}

const SECONDS_A_DAY = 86_400;

/** Days from the last change to the scan, one decimal, never below 0; both UNIX seconds. */
export function daysSince(lastSeconds: number, scanSeconds: number): number {
  return Math.max(0, roundHalfEven((scanSeconds - lastSeconds) / SECONDS_A_DAY, 1));
}
