import { describe, expect, test } from "vitest";
import { systemActor } from "@/lib/auth/model";
import { db, transaction } from "@/lib/platform/db";
import type { NewEvent } from "./model";
import { record } from "./mutations";
import { listSubjectEvents } from "./queries";

function event(id: string, verb: string): NewEvent {
  return { room: "admin", subjectType: "cluster", subjectId: id, verb };
}

describe("history", () => {
  test("rows are read back in the order they were written, with was and now", async () => {
    await transaction((tx) =>
      record(tx, systemActor, [
        event("one", "create"),
        { ...event("one", "rename"), change: { datum: "name", was: null, now: "B" }, note: "why" },
      ]),
    );
    const rows = await listSubjectEvents("cluster", "one");
    expect(rows.map(({ verb }) => verb)).toEqual(["create", "rename"]);
    expect(rows[0]?.change).toBeNull();
    expect(rows[1]).toMatchObject({
      change: { datum: "name", was: null, now: "B" },
      note: "why",
      actorName: "Headroom",
    });
  });

  test("a rolled-back change leaves no row", async () => {
    await expect(
      transaction(async (tx) => {
        await record(tx, systemActor, [event("two", "create")]);
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await listSubjectEvents("cluster", "two")).toEqual([]);
  });

  test("nobody can change, remove or truncate rows", async () => {
    await transaction((tx) => record(tx, systemActor, [event("three", "create")]));
    const attempts = [
      "update history_events set note = 'x'",
      "delete from history_events",
      "truncate history_events",
    ];
    for (const sql of attempts) {
      await expect(db().$executeRawUnsafe(sql)).rejects.toThrow(/append-only/);
    }
    expect(await listSubjectEvents("cluster", "three")).toHaveLength(1);
  });
});
