let frozen: (() => Date) | undefined;

/** The present instant. Everything that asks for the time asks here, so tests can set it. */
export function now(): Date {
  return frozen ? frozen() : new Date();
}

/** The instant that a test set, for whoever asks another clock otherwise. */
export function setInstant(): Date | undefined {
  return frozen?.();
}

/** `instant` cut to whole seconds, as epochs of the protocols are. */
export function wholeSeconds(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}

/** UNIX seconds of `instant`, rounded down. */
export function epochSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

/** Sets the clock for a test; without an argument the real one returns. */
export function setClock(instant?: Date | (() => Date)): void {
  frozen = instant === undefined ? undefined : instant instanceof Date ? () => instant : instant;
}
