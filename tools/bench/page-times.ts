import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { type Figure, milliseconds, p95, ratioFigure, timed } from "./measure";
import { cookieOf, PEOPLE, type Site } from "./site";

/** How long pages take: with many cases against few, and with many people against one. */

const WARM_UP = 10;
const REQUESTS = 100;
/** UNIT: seconds between two pages of one person, on average; quick work with the keyboard. */
const PACE_SECONDS = 3;
const PAGES_EACH = 8;

/** Loads a page whole; throws unless it is there. */
async function load(url: string, path: string, cookie: string): Promise<void> {
  const response = await fetch(`${url}${path}`, { headers: { cookie }, redirect: "manual" });
  const text = await response.text();
  if (response.status !== 200 || !/<h1/.test(text)) {
    throw new Error(`${path} answered ${response.status}`);
  }
}

/** `/cases` of a site with many cases against one with few. */
export async function measureQueueSize(few: Site, many: Site): Promise<Figure[]> {
  const cookie = await cookieOf(1);
  const times = { few: [] as number[], many: [] as number[] };
  for (let round = -WARM_UP; round < REQUESTS; round += 1) {
    // In turn, so that whatever else the machine does hits both alike.
    const short = await timed(() => load(few.url, "/cases", cookie));
    const long = await timed(() => load(many.url, "/cases", cookie));
    if (round < 0) continue;
    times.few.push(short);
    times.many.push(long);
  }
  return [
    ratioFigure(
      {
        name: "/cases, 100,000 cases of which 5,000 current",
        measured: `${milliseconds(p95(times.many))} p95`,
        limit: `${milliseconds(p95(times.few))} p95 with 10 cases`,
        ratio: p95(times.many) / p95(times.few),
      },
      { atMost: 2 },
    ),
  ];
}

/** Each page by 25 people at their own pace, against one person. */
export async function measurePeople(site: Site): Promise<Figure[]> {
  const figures: Figure[] = [];
  const cookies = await Promise.all(
    Array.from({ length: PEOPLE }, (_, index) => cookieOf(index + 1)),
  );
  for (const [name, path] of [
    ["/", "/"],
    ["/cases", "/cases"],
    ["/cases/[id]", `/cases/${site.caseId}`],
  ] as const) {
    const visit = (cookie: string) => timed(() => load(site.url, path, cookie));
    const alone = (times: number) => repeat(times, () => visit(cookies[0] ?? ""));
    await alone(WARM_UP);
    // Before and after, so that a machine that got busier meanwhile does not tell.
    const before = await alone(REQUESTS / 2);
    const together = await Promise.all(cookies.map((cookie) => walk(() => visit(cookie))));
    const burst = await Promise.all(cookies.map((cookie) => repeat(4, () => visit(cookie))));
    const limit = p95([...before, ...(await alone(REQUESTS / 2))]);
    const compare = (times: number[][]) => ({
      measured: `${milliseconds(p95(times.flat()))} p95`,
      limit: `${milliseconds(limit)} p95 of one person`,
      ratio: p95(times.flat()) / limit,
    });
    const paced = `${name}, ${PEOPLE} people at once, a page every ${PACE_SECONDS} s each`;
    figures.push(ratioFigure({ name: paced, ...compare(together) }, { atMost: 3 }));
    const rushed = `${name}, ${PEOPLE} people without a pause`;
    figures.push({ name: rushed, ...compare(burst), budget: "", isMet: null });
  }
  return figures;
}

async function repeat(count: number, work: () => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < count; round += 1) times.push(await work());
  return times;
}

/** One person: a page, a look at it, the next page. */
async function walk(visit: () => Promise<number>): Promise<number[]> {
  const pause = () => sleep(Math.random() * 2 * PACE_SECONDS * 1000);
  return repeat(PAGES_EACH, async () => {
    await pause();
    return visit();
  });
}
