import { describe, expect, it } from "vitest";
import { grantsOf, roles } from "@/lib/auth/model";
import { AppError } from "@/lib/platform/errors";
import { checkBackdate, keptNote, MAX_NOTE_LENGTH, parseBackdate, seesStaff } from "./model";

function failure(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error("nothing was thrown");
}

describe("names of staff", () => {
  it("are seen by whoever reads every group's cases", () => {
    const seen = roles.filter((role) => seesStaff({ grants: grantsOf([role]) }));
    expect(seen).toEqual(["analyst", "admin"]);
    expect(seesStaff({ grants: grantsOf(["pi", "analyst"]) })).toBe(true);
    expect(seesStaff({ grants: {} })).toBe(false);
  });
});

describe("notes", () => {
  it("are kept verbatim, and an empty one is none", () => {
    expect(keptNote(" <b>as is</b>\n")).toBe(" <b>as is</b>\n");
    expect([keptNote(undefined), keptNote(""), keptNote(" \n")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("are bounded plain text", () => {
    expect(failure(() => keptNote("x".repeat(MAX_NOTE_LENGTH + 1))).fields).toHaveProperty("note");
    expect(failure(() => keptNote("a\0b")).code).toBe("invalid_input");
  });
});

describe("back-dating", () => {
  it.each([
    ["2019-03-31T10:31:00Z", "2019-03-31T10:31:00.000Z"],
    ["2019-03-31T10:31:00+02:00", "2019-03-31T08:31:00.000Z"],
    ["2019-03-31T10:31", "2019-03-31T10:31:00.000Z"],
    ["2019-03-31 10:31 AM", "2019-03-31T10:31:00.000Z"],
    ["2019-03-31 12:05 am", "2019-03-31T00:05:00.000Z"],
    ["2019-03-31 12:05 PM", "2019-03-31T12:05:00.000Z"],
  ])("reads %s", (text, iso) => {
    expect(parseBackdate(text).toISOString()).toBe(iso);
  });

  it.each(["", "yesterday", "2019-13-31T10:31:00Z", "2019-03-31 13:31 PM", "31/03/2019"])(
    "refuses %s",
    (text) => expect(failure(() => parseBackdate(text)).code).toBe("invalid_input"),
  );

  it("stays between the first report and now", () => {
    const first = new Date("2026-01-01T00:00:00Z");
    const now = new Date("2026-02-01T00:00:00Z");
    expect(() => checkBackdate(new Date("2026-01-10T00:00:00Z"), now, first)).not.toThrow();
    expect(() => checkBackdate(new Date("2026-03-01T00:00:00Z"), now, first)).toThrow("future");
    expect(() => checkBackdate(new Date("2025-12-01T00:00:00Z"), now, first)).toThrow("reported");
  });
});
