import { expect, it } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { bringProducts } from "../factory";
import { notifySilence } from "../jobs";
import { noteNotified, watchSilences } from "./watch-silence";

const AT = 1_700_000_000;
const feed = "silent:one";

function at(seconds: number): void {
  setClock(new Date((AT + seconds) * 1000));
}

async function ingest(seconds: number): Promise<void> {
  at(seconds);
  await bringProducts(feed, { a: seconds });
}

const silences = () => db().feedSilence.findMany({ orderBy: { since: "asc" } });
const jobs = async () => {
  const rows = await db().$queryRaw<{ key: string; payload: unknown }[]>`
    select key, payload from graphile_worker._private_jobs order by id`;
  return rows.map(({ key, payload }) => ({ key, payload }));
};

it("people are told once of every silence of a feed", async () => {
  await ingest(0);
  expect(await watchSilences()).toEqual({ begun: 0, ended: 0 });
  await db().feed.update({ where: { name: feed }, data: { intervalSeconds: 600 } });
  at(600);
  expect(await watchSilences()).toEqual({ begun: 0, ended: 0 });
  at(601);
  expect(await watchSilences()).toEqual({ begun: 1, ended: 0 });
  at(700);
  expect(await watchSilences()).toEqual({ begun: 0, ended: 0 });
  const since = new Date(AT * 1000);
  const payload = { feed, since: since.toISOString() };
  expect(await jobs()).toEqual([{ key: `silence:${feed}`, payload }]);
  await notifySilence(payload);
  expect(await noteNotified(feed, since)).toBe(false);
  expect(await silences()).toMatchObject([{ since, notifiedAt: new Date((AT + 700) * 1000) }]);
});

it("a silence ends when the feed is heard, and the next one is told again", async () => {
  await ingest(1_000);
  expect(await watchSilences()).toEqual({ begun: 0, ended: 1 });
  at(2_000);
  expect(await watchSilences()).toEqual({ begun: 1, ended: 0 });
  expect((await silences()).map(({ endedAt }) => endedAt === null)).toEqual([false, true]);
});

it("a silence that a longer interval ended goes on without being told again", async () => {
  await db().feedSilence.updateMany({ data: { notifiedAt: new Date() } });
  await db().$executeRaw`delete from graphile_worker._private_jobs`;
  await db().feed.update({ where: { name: feed }, data: { intervalSeconds: 5_000 } });
  at(2_100);
  expect(await watchSilences()).toEqual({ begun: 0, ended: 1 });
  await db().feed.update({ where: { name: feed }, data: { intervalSeconds: 60 } });
  expect(await watchSilences()).toEqual({ begun: 1, ended: 0 });
  expect(await silences()).toHaveLength(2);
  expect(await jobs()).toEqual([]);
});
