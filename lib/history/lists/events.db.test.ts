import { beforeAll, expect, it } from "vitest";
import { systemActor, viewerWithoutPerson } from "@/lib/auth/model";
import { transaction } from "@/lib/platform/db";
import {
  expectFileToEqualPage,
  expectOrders,
  openFile,
  openPage,
} from "@/lib/platform/testing/lists";
import type { NewEvent } from "../model";
import { record } from "../mutations";
import { eventList } from "./events";

const admin = viewerWithoutPerson("cy", "Cy Chief", ["admin"]);

const event = (subjectId: string, more: Partial<NewEvent> = {}): NewEvent => ({
  ...{ room: "admin", subjectType: "cluster", subjectId, verb: "create" },
  ...more,
});

beforeAll(() =>
  transaction(async (tx) => {
    const at = new Date("2026-11-20T12:00:00Z");
    const change = { datum: "name", was: null, now: { text: "B", big: [1] } };
    await record(tx, admin, [
      event("one", { subjectType: "key", verb: "rename", change, note: "why", at }),
      event("two", { room: "directory", at }),
    ]);
    await record(tx, systemActor, [event("fo_ur"), event("fourteen", { note: "100%" })]);
  }),
);

it("every cell, of administration alone", async () => {
  const { rows, rowCount } = await openPage(eventList, admin, "sort=at");
  expect(rowCount).toBe(3);
  expect(rows[0]).toEqual({
    id: expect.stringMatching(/^\d+$/),
    ...{ at: new Date("2026-11-20T12:00:00Z"), actorKind: "person", actorId: "cy" },
    ...{ actorName: "Cy Chief", verb: "rename", subjectType: "key", subjectId: "one" },
    ...{ note: "why", change: { datum: "name", was: null, now: { text: "B", big: [1] } } },
  });
  expect(rows[2]).toMatchObject({ actorId: "headroom", change: null, note: null });
});

it("every cell of the file", async () => {
  expect(await openFile(eventList, admin, "q=rename")).toEqual([
    {
      ...{ at: "2026-11-20T12:00:00Z", actor_kind: "person", actor: "cy" },
      ...{ actor_name: "Cy Chief", verb: "rename", subject_type: "key", subject: "one" },
      ...{ note: "why", datum: "name", was: null, now: { text: "B", big: [1] } },
    },
  ]);
});

it("orders as the cells say, the newest first", async () => {
  await expectOrders(eventList, admin);
  const { rows } = await openPage(eventList, admin);
  expect(rows.map(({ subjectId }) => subjectId)).toEqual(["fourteen", "fo_ur", "one"]);
});

it("is searched by who, what and notes, and no sign stands for another", async () => {
  const find = async (q: string) =>
    (await openPage(eventList, admin, `q=${encodeURIComponent(q)}`)).rows.map(
      ({ subjectId }) => subjectId,
    );
  expect(await find("CHIEF")).toEqual(["one"]);
  expect(await find("key rename")).toEqual(["one"]);
  expect(await find("fo_u")).toEqual(["fo_ur"]);
  expect(await find("100%")).toEqual(["fourteen"]);
});

it.each(["", "q=headroom", "sort=at"])("its file equals its page: %s", (query) =>
  expectFileToEqualPage(eventList, admin, query),
);

it.each(["analyst", "pi"] as const)("is not for a person who is only %s", (role) =>
  expect(openPage(eventList, viewerWithoutPerson("x", "X", [role]))).rejects.toMatchObject({
    code: "forbidden",
  }),
);
