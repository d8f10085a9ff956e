import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { makeViewer } from "@/lib/cases/factory";
import { setClock } from "@/lib/platform/clock";
import { db, Prisma } from "@/lib/platform/db";
import { makeFeed } from "../factory";
import { freshnessOf, freshnessStates } from "../model";
import { freshnessRank } from "./feed-facts";
import { getFeed } from "./get-feed";
import { listSilentFeeds } from "./list-silent-feeds";

const NOW = new Date("2026-11-20T12:00:00Z");
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

let staff: Awaited<ReturnType<typeof makeViewer>>;

beforeAll(async () => {
  setClock(NOW);
  staff = await makeViewer("analyst");
  await db().cluster.create({ data: { id: "alder", name: "Alder" } });
  await db().component.create({
    data: { id: "alder_d", name: "Night detector", service: "detector", clusterId: "alder" },
  });
  await makeFeed({
    name: "burst:alder",
    clusterId: "alder",
    intervalSeconds: 600,
    generations: Array.from({ length: 30 }, (_, index) => ({
      number: index + 1,
      madeAt: ago((29 - index) * 600 + 60),
      componentId: "alder_d",
    })),
  });
  await makeFeed({ name: "quota:vol" });
  const refusal = { requestRef: "r", code: "invalid_input", detail: "bad rows" };
  await db().refusal.createMany({
    data: [
      { ...refusal, feedName: "quota:vol", at: ago(60), receivedCount: 9, rejectedCount: 4 },
      { ...refusal, feedName: "quota:vol", at: ago(6 * 86_400), rejectedCount: 3 },
      { ...refusal, feedName: "quota:vol", at: ago(8 * 86_400), rejectedCount: 100 },
    ],
  });
});

describe("a feed", () => {
  it("is staff's", async () => {
    const pi = await makeViewer("pi", { leads: ["def-x"] });
    await expect(getFeed(pi, "burst:alder")).rejects.toMatchObject({ code: "forbidden" });
  });

  it("is described with its incarnation", async () => {
    setClock(NOW);
    expect(await getFeed(staff, "burst:alder")).toMatchObject({
      freshness: { feed: "burst:alder", generation: 30 },
      incarnation: { taskManagerId: "MADE-burst:alder" },
      incarnationCount: 1,
      generationCount: 30,
      refusalCount: 0,
    });
    expect(await getFeed(staff, "quota:vol")).toMatchObject({ incarnation: null, refusalCount: 3 });
  });

  it("that does not exist is not found", async () => {
    for (const name of ["burst:none", undefined]) {
      await expect(getFeed(staff, name)).rejects.toMatchObject({ code: "not_found" });
    }
  });
});

it("the badge's rule is the same in SQL", async () => {
  const seconds = fc.integer({ min: -5_000, max: 5_000 });
  const cases = fc.sample(fc.tuple(seconds, seconds, fc.option(seconds)), 300);
  cases.push([-1_800, 0, null], [-3_600, -1_800, null], [-100, 100, 0], [-100, 100, -1]);
  const at = (offset: number) => new Date(NOW.getTime() + offset * 1000);
  const rows = cases.map(([create, expiration, due]) => ({
    create_time: at(create),
    expiration_time: at(expiration),
    next_due_time: due === null ? null : at(due),
  }));
  const found = await db().$queryRaw<{ rank: number }[]>(Prisma.sql`
    select ${freshnessRank(NOW)} as rank
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) with ordinality as j(row, place)
    cross join lateral (select 1 as id) g
    cross join lateral jsonb_to_record(j.row) as v(create_time timestamptz,
      expiration_time timestamptz, next_due_time timestamptz)
    order by place`);
  const expected = rows.map((row) =>
    freshnessOf(
      {
        createTime: row.create_time,
        expirationTime: row.expiration_time,
        nextDueTime: row.next_due_time,
      },
      NOW,
    ),
  );
  expect(found.map(({ rank }) => freshnessStates[rank])).toEqual(expected);
});

it("a feed is silent on its own account only while its sender is heard", async () => {
  setClock(NOW);
  const old = [{ number: 1, madeAt: ago(9_000), products: {} }] as const;
  for (const [id, heardAt] of [
    ["heard", ago(10)],
    ["mute", ago(9_000)],
  ] as const) {
    await db().component.create({
      data: { id, name: id, service: "detector", intervalSeconds: 600, lastHeardAt: heardAt },
    });
    const generations = old.map((one) => ({ ...one, componentId: id }));
    await makeFeed({ name: `quiet:${id}`, generations });
  }
  const { rows, count } = await listSilentFeeds(staff);
  expect(rows).toEqual([
    { feed: "quiet:heard", senderId: "heard", lastAt: ago(9_000), intervalSeconds: 600 },
  ]);
  expect(count).toBe(1);
});
