import { systemActor } from "@/lib/auth/model";
import { encodeValue } from "@/lib/dataspace/encoding";
import { closeGenerations, lockFeeds, openGeneration } from "@/lib/dataspace/mutations/generation";
import { tickReaper } from "@/lib/dataspace/mutations/run-reaper";
import { transaction } from "@/lib/platform/db";

/** A process of its own that writes or reaps, so that tests can run many and kill one. */

const FOREVER_MS = 60_000;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function ingest(feed: string, value: unknown, before = async () => {}): Promise<number> {
  const encoded = await encodeValue(value);
  return transaction(async (tx) => {
    const madeAt = await lockFeeds(tx, [feed]);
    const input = { feed: { name: feed, kind: "child", clusterId: null }, madeAt };
    const open = await openGeneration(tx, systemActor, { ...input, requestRef: "child" });
    const counts = { received: 1, stored: 1, unchanged: 0, summary: "" };
    await closeGenerations(tx, [{ open, products: [{ key: "a", value: encoded }], ...counts }]);
    await before();
    return open.number;
  });
}

const [verb, feed = "", countText = "0"] = process.argv.slice(2);

if (verb === "write") {
  const writers = Array.from({ length: Number(countText) }, async (_, writer) => {
    const first = await ingest(feed, { pid: process.pid, writer });
    return [first, await ingest(feed, { pid: process.pid, writer, again: true })];
  });
  process.stdout.write(JSON.stringify((await Promise.all(writers)).flat()));
} else if (verb === "hang") {
  await ingest(feed, { lost: true }, async () => {
    process.stdout.write("inside");
    await sleep(FOREVER_MS);
  });
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
