import { beforeAll, expect, it } from "vitest";
import { makeFeed } from "@/lib/dataspace/factory";
import { setClock } from "@/lib/platform/clock";
import type { Noun } from "./command";
import { feedCommands } from "./feed";
import { reaperCommands } from "./reaper";

const AT = new Date("2026-11-20T12:00:00Z");
const ago = (seconds: number) => new Date(AT.getTime() - seconds * 1000);

async function run(noun: Noun, verb: string, positionals: string[] = [], values = {}) {
  setClock(AT);
  const answer = await noun.verbs[verb]?.run({ positionals, values });
  if (!answer || "pieces" in answer) throw new Error("no answer");
  return answer;
}

beforeAll(async () => {
  setClock(AT);
  await makeFeed({
    name: "scan:vol",
    generations: [
      { number: 1, madeAt: ago(9_000), products: { a: { value: 1 } } },
      { number: 2, madeAt: ago(5_000), products: { a: { value: 1 }, old: { value: 2 } } },
    ],
  });
});

it("tells feeds, freshness, generations and products, by the old name too", async () => {
  const { value, text } = await run(feedCommands, "list");
  expect(value).toEqual([
    {
      ...{ feed: "scan:vol", kind: "scan", state: "very-stale", generation: 2 },
      ...{ madeAt: ago(5_000).toISOString(), validUntil: ago(3_200).toISOString() },
    },
  ]);
  expect(text.split("\n")).toHaveLength(2);
  const shown = await run(feedCommands, "show", ["wrstat:vol"]);
  expect(shown.text).toMatch(/^scan:vol is very-stale, generation 2: Silent since /);
  const generations = await run(feedCommands, "generations", ["scan:vol"], { limit: "1" });
  expect(generations.value).toMatchObject([{ generation_id: 2, products: 2 }]);
  const products = await run(feedCommands, "products", ["scan:vol"]);
  expect(products.value).toMatchObject([{ key: "a", expired: true }, { key: "old" }]);
  const first = await run(feedCommands, "products", ["scan:vol", "1"]);
  expect(first.value).toMatchObject([{ key: "a" }]);
});

it("drops a product that nobody sends any more", async () => {
  const { value } = await run(feedCommands, "drop", ["scan:vol", "old"], { reason: "gone" });
  expect(value).toEqual({ number: 2, keys: ["old"] });
  expect((await run(feedCommands, "products", ["scan:vol"])).value).toMatchObject([{ key: "a" }]);
});

it("steers the Reaper", async () => {
  expect((await run(reaperCommands, "status")).value).toMatchObject({ state: "BOOT" });
  const started = await run(reaperCommands, "start", [], { delay: "60" });
  expect(started.value).toMatchObject({ next_run_at: AT.getTime() / 1000 + 60 });
  await expect(run(reaperCommands, "start", [], { delay: "soon" })).rejects.toMatchObject({
    code: "invalid_input",
  });
  expect((await run(reaperCommands, "stop")).value).toMatchObject({ state: "SHUTDOWN" });
  await expect(run(reaperCommands, "run")).rejects.toMatchObject({ code: "invalid_state" });
});
