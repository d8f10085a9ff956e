import { afterEach, beforeEach, expect, vi } from "vitest";
import { setClock } from "../clock";

process.env.HEADROOM_SECRET ??= "unit-tests-0123456789-abcdefghijkl";
process.env.HEADROOM_LOG_LEVEL ??= "silent";

// An unexpected console.error fails the test that caused it.
beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation((...args) => {
    expect.fail(`console.error: ${args.map(String).join(" ")}`);
  });
});

afterEach(() => {
  setClock();
  vi.restoreAllMocks();
});
