import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/platform/errors";
import { knownError, problemResponse } from "./problem";

describe("problem answers", () => {
  it("tell what a known error says", async () => {
    const error = new AppError("invalid_input", "Not so.", {
      status: 422,
      fields: { name: ["Too long."] },
      details: { rejected: [] },
    });
    const answer = problemResponse(error, "abc");
    expect(answer.status).toBe(422);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toEqual({
      code: "invalid_input",
      title: "The input is not valid",
      detail: "Not so.",
      ref: "abc",
      fields: { name: ["Too long."] },
      rejected: [],
    });
  });

  it("tell nothing of an unknown error but the reference", async () => {
    const answer = problemResponse(new Error("password=hunter2"), "abc");
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("hunter2");
  });

  it.each([
    { code: "P1001" },
    { code: "P2010", meta: { driverAdapterError: { cause: { kind: "DatabaseNotReachable" } } } },
    { name: "DriverAdapterError", cause: { kind: "postgres", code: "57P01" } },
    new Error("timeout exceeded when trying to connect"),
    new Error("Connection terminated unexpectedly"),
  ])("make 503 of a database out of reach: %j", async (error) => {
    const answer = problemResponse(error, "abc");
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("5");
  });

  it("leave other failures unknown", () => {
    for (const error of [new Error("x"), null, undefined, "x", { code: "P2002" }]) {
      expect(knownError(error)).toBeUndefined();
    }
  });
});
