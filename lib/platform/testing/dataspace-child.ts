import { bringProducts } from "@/lib/dataspace/factory";
import { tickReaper } from "@/lib/dataspace/mutations/run-reaper";

/** A process of its own that writes or reaps, so that tests can run many and kill one. */

const FOREVER_MS = 60_000;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const [verb, feed = "", countText = "0"] = process.argv.slice(2);

if (verb === "write") {
  const writers = Array.from({ length: Number(countText) }, async (_, writer) => {
    const value = { pid: process.pid, writer };
    const first = await bringProducts(feed, { a: value });
    const second = await bringProducts(feed, { a: { ...value, again: true } });
    return [first.number, second.number];
  });
  process.stdout.write(JSON.stringify((await Promise.all(writers)).flat()));
} else if (verb === "hang") {
  const before = async () => {
    process.stdout.write("inside");
    await sleep(FOREVER_MS);
  };
  await bringProducts(feed, { a: { lost: true } }, { before });
} else if (verb === "reap") {
  await tickReaper({
    requestedBy: "child",
    onBatch: async () => {
      process.stdout.write("inside");
      await sleep(FOREVER_MS);
    },
  });
}
process.exit();
