import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { makeViewer } from "@/lib/cases/factory";
import { setClock } from "@/lib/platform/clock";
import { db, Prisma } from "@/lib/platform/db";
import { formatInstant } from "@/lib/platform/format";
import { makeFeed } from "../factory";
import { freshnessOf, freshnessStates } from "../model/freshness";
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
  const sender = fc.option(fc.tuple(seconds, fc.option(fc.integer({ min: 1, max: 3_000 }))));
  const cases = fc.sample(fc.tuple(seconds, seconds, fc.option(seconds), sender), 500);
  cases.push([-1_800, 0, null, null], [-3_600, -1_800, null, null]);
  cases.push([-100, 100, 0, null], [-100, 100, -1, null]);
  for (const heard of [-99, -100, -101, -200, -201]) cases.push([-9, -5, null, [heard, 100]]);
  const at = (offset: number) => new Date(NOW.getTime() + offset * 1000);
  const rows = cases.map(([create, expiration, due, heard]) => ({
    create_time: at(create),
    expiration_time: at(expiration),
    next_due_time: due === null ? null : at(due),
    is_pushed: heard !== null,
    heard_at: heard && at(heard[0]),
    interval_seconds: heard?.[1] ?? null,
  }));
  const found = await db().$queryRaw<{ rank: number }[]>(Prisma.sql`
    select ${freshnessRank(NOW)} as rank
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) with ordinality as j(row, place)
    cross join lateral (select 1 as id) g
    cross join lateral jsonb_to_record(j.row) as v(create_time timestamptz,
      expiration_time timestamptz, next_due_time timestamptz, is_pushed boolean,
      heard_at timestamptz, interval_seconds int)
    order by place`);
  const expected = rows.map((row) =>
    freshnessOf(
      {
        createTime: row.create_time,
        expirationTime: row.expiration_time,
        nextDueTime: row.next_due_time,
        sender: row.heard_at && {
          heardAt: row.heard_at,
          intervalSeconds: row.interval_seconds,
        },
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
    // A pushed one is heard with its sender.
    await makeFeed({ name: `pushed:${id}`, isPushed: true, generations });
  }
  const { rows, count } = await listSilentFeeds(staff);
  expect(rows).toEqual([
    { feed: "quiet:heard", senderId: "heard", lastAt: ago(9_000), intervalSeconds: 600 },
  ]);
  expect(count).toBe(1);
});

it("a pushed feed is quiet while its sender is heard, and ages with its silence", async () => {
  setClock(NOW);
  const found: Record<string, string> = {};
  for (const [id, heard, intervalSeconds] of [
    ["night", 30_000, null],
    ["calm", 500, 600],
    ["late", 700, 600],
    ["gone", 1_300, 600],
  ] as const) {
    await db().component.create({
      data: { id, name: id, service: "collector", intervalSeconds, lastHeardAt: ago(heard) },
    });
    const generations = [{ number: 1, madeAt: ago(40_000), componentId: id, products: {} }];
    await makeFeed({ name: `accounting:${id}`, isPushed: true, generations });
    found[id] = (await getFeed(staff, `accounting:${id}`)).freshness.state;
  }
  const { freshness } = await getFeed(staff, "accounting:late");
  expect(freshness.why).toBe(`Silent since ${formatInstant(ago(700))}.`);
  expect(found).toEqual({ night: "quiet", calm: "quiet", late: "stale", gone: "very-stale" });
});

it("a feed says why it is not fresh, and which of its products are not to be trusted", async () => {
  setClock(NOW);
  const wrong = { value: 1, dementedReason: "a wrong clock" };
  await makeFeed({
    name: "scan:why",
    generations: [{ number: 1, madeAt: ago(9_000), products: { a: { value: 1 }, b: wrong } }],
  });
  const refusal = { feedName: "scan:why", code: "c", detail: "d" };
  // The bad rows of the stored report itself, and a report that was turned away later.
  await db().refusal.create({ data: { ...refusal, requestRef: "ref-1", at: ago(8_999) } });
  const why = async () => (await getFeed(staff, "scan:why")).freshness;
  expect(await why()).toMatchObject({
    why: `Silent since ${formatInstant(ago(9_000))}.`,
    demented: [{ key: "b", reason: "a wrong clock" }],
  });
  await db().refusal.create({ data: { ...refusal, requestRef: "r", at: ago(50) } });
  expect((await why()).why).toBe(`1 report was refused since ${formatInstant(ago(9_000))}.`);
});
