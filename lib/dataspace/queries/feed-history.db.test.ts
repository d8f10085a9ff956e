import { beforeAll, describe, expect, it } from "vitest";
import { makeViewer } from "@/lib/cases/factory";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { makeFeed } from "../factory";
import { diffGenerations } from "./diff-generations";
import { getGeneration } from "./get-generation";
import { getRefusal } from "./get-refusal";
import { listArrivals } from "./list-arrivals";
import { previewProduct } from "./preview-product";

const NOW = new Date("2026-11-20T12:00:00Z");
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);
const FEED = "burst:alder/ö";

let staff: Awaited<ReturnType<typeof makeViewer>>;
let refusalId = "";

beforeAll(async () => {
  setClock(NOW);
  staff = await makeViewer("admin");
  await makeFeed({
    name: FEED,
    generations: [
      {
        number: 1,
        madeAt: ago(7_200),
        products: { gone: { value: 1 }, same: { value: "s" }, late: { value: [1] } },
      },
      {
        number: 3,
        madeAt: ago(3_600),
        summary: "7 rows",
        receivedCount: 7,
        products: {
          same: { value: "s" },
          late: { value: [1], originNumber: 1, missedUpdateCount: 1 },
          fresh: { value: { when: new Date(0), big: 2n ** 64n, text: "ñ" } },
          big: { value: Array.from({ length: 60_000 }, (_, index) => index) },
        },
      },
      {
        number: 4,
        madeAt: ago(60),
        products: {
          same: { value: "t", dementedReason: "a wrong clock" },
          late: { value: [1], originNumber: 1, missedUpdateCount: 2 },
        },
      },
    ],
  });
  await makeFeed({ name: "other:alder", generations: [{ number: 2, products: {} }] });
  const { id } = await db().refusal.create({
    data: {
      feedName: FEED,
      at: ago(10),
      requestRef: "ref-x",
      code: "invalid_input",
      detail: "Two rows are bad.",
      receivedCount: 70,
      rejectedCount: 60,
    },
  });
  refusalId = String(id);
});

describe("the generations of a feed", () => {
  it("stand on the time line with their gaps", async () => {
    setClock(NOW);
    const arrivals = await listArrivals(staff, FEED, "7d");
    expect(arrivals.map(({ number, gapSeconds }) => [number, gapSeconds])).toEqual([
      [1, null],
      [3, 3_600],
      [4, 3_540],
    ]);
  });

  it("know their products, the ones beside them and what is carried", async () => {
    setClock(NOW);
    const third = await getGeneration(staff, FEED, 3);
    expect(third).toMatchObject({ previous: 1, next: 4, isNewest: false, receivedCount: 7 });
    expect(third.products.map(({ key }) => key)).toEqual(["big", "fresh", "late", "same"]);
    const last = await getGeneration(staff, FEED, 4);
    expect(last).toMatchObject({ previous: 3, next: null, isNewest: true });
    expect(last.products).toMatchObject([
      { key: "late", originNumber: 1, missedUpdateCount: 2, demented: null, freshness: "fresh" },
      { key: "same", originNumber: 4, demented: { reason: "a wrong clock" } },
    ]);
  });

  it("that do not exist are not found", async () => {
    for (const number of [2, 5, undefined]) {
      await expect(getGeneration(staff, FEED, number)).rejects.toMatchObject({ code: "not_found" });
    }
  });
});

describe("a value", () => {
  const read = (key: string, number = 3) => previewProduct(staff, { feed: FEED, number, key });

  it("is shown as it is stored, with tagged dates and exact digits", async () => {
    const { text, isCut } = await read("fresh");
    expect(isCut).toBe(false);
    expect(text).toContain('"$date": "1970-01-01T00:00:00.000Z"');
    expect(text).toContain("18446744073709551616");
    expect(text).toContain("ñ");
  });

  it("that is large is cut, and never read whole", async () => {
    const { text, isCut } = await read("big");
    expect(isCut).toBe(true);
    expect(text?.split("\n").length).toBeLessThan(410);
    expect(text).toMatch(/^\[\n {2}0,\n {2}1,/);
  });

  it("is shown although it has expired, and not found where there is none", async () => {
    expect((await read("gone", 1)).text).toBe("1");
    await expect(read("gone", 3)).rejects.toMatchObject({ code: "not_found" });
  });

  it("of which nobody knows the encoding has no text", async () => {
    await db().$executeRaw`update product_blobs set encoding = 'binary' where raw_size = 1`;
    expect(await read("gone", 1)).toEqual({ key: "gone", text: null, isCut: false });
  });
});

describe("two generations", () => {
  const kinds = async (from: number | null, to: number | null) => {
    const { diff } = await diffGenerations(staff, FEED, { from, to });
    return Object.fromEntries(diff?.changes.map(({ key, kind }) => [key, kind]) ?? []);
  };

  it("are compared key by key", async () => {
    expect(await kinds(1, 3)).toEqual({
      big: "added",
      fresh: "added",
      gone: "removed",
      late: "carried",
      same: "same",
    });
    expect(await kinds(3, 4)).toMatchObject({ same: "changed", late: "carried", big: "removed" });
  });

  it("are the newest two unless others are named", async () => {
    const { diff } = await diffGenerations(staff, FEED, { from: null, to: null });
    expect(diff).toMatchObject({ from: 3, to: 4 });
    const { diff: earlier } = await diffGenerations(staff, FEED, { from: null, to: 3 });
    expect(earlier).toMatchObject({ from: 1, to: 3 });
  });

  it("that are not kept are named", async () => {
    expect(await diffGenerations(staff, FEED, { from: 2, to: 3 })).toEqual({
      diff: null,
      missing: [2],
    });
    const alone = await diffGenerations(staff, "other:alder", { from: null, to: null });
    expect(alone).toEqual({ diff: null, missing: [] });
  });
});

describe("a refused report", () => {
  it("is read whole", async () => {
    expect(await getRefusal(staff, refusalId)).toEqual({
      ...{ id: refusalId, feed: FEED, sender: null, at: ago(10), requestRef: "ref-x" },
      ...{ code: "invalid_input", detail: "Two rows are bad." },
      ...{ receivedCount: 70, rejectedCount: 60 },
    });
  });

  it("that does not exist is not found", async () => {
    for (const id of ["99999", "x", "1e3"]) {
      await expect(getRefusal(staff, id)).rejects.toMatchObject({ code: "not_found" });
    }
  });
});
