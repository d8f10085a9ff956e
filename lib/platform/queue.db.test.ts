import { afterEach, describe, expect, it } from "vitest";
import { db, type Tx, transaction } from "./db";
import { enqueue, enqueueAll } from "./queue";

interface Queued {
  task: string;
  payload: unknown;
  key: string | null;
  attempts: number;
}

const queued = () =>
  db().$queryRaw<Queued[]>`
    select t.identifier as task, j.payload, j.key, j.max_attempts as attempts
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    order by j.id`;

afterEach(async () => {
  await db().$executeRaw`delete from graphile_worker._private_jobs`;
});

describe("a job", () => {
  it("is queued with its payload by the transaction that asks for it", async () => {
    const undone = transaction(async (tx) => {
      await enqueue(tx, "tidy-volume", { volume: "lost" });
      throw new Error("rolled back");
    });
    await expect(undone).rejects.toThrow("rolled back");
    await transaction((tx) =>
      enqueue(tx, "tidy-volume", { volume: "kept" }, { jobKey: "k", maxAttempts: 3 }),
    );
    await transaction((tx) => enqueue(tx, "find-scans", {}));
    expect(await queued()).toEqual([
      { task: "tidy-volume", payload: { volume: "kept" }, key: "k", attempts: 3 },
      { task: "find-scans", payload: {}, key: null, attempts: 25 },
    ]);
  });

  it("replaces the one with its key that waits", async () => {
    const jobs = ["a", "b", "a"].map((volume) => ({ payload: { volume }, jobKey: volume }));
    await transaction((tx) => enqueueAll(tx, "tidy-volume", jobs));
    expect((await queued()).map(({ key }) => key)).toEqual(["a", "b"]);
  });

  it("of another name or payload does not compile", () => {
    const wrong = [
      // @ts-expect-error: no room has this job
      (tx: Tx) => enqueue(tx, "tidy-volumes", { volume: "v" }),
      // @ts-expect-error: another payload
      (tx: Tx) => enqueue(tx, "tidy-volume", { volume: 1 }),
      // @ts-expect-error: nothing where something is needed
      (tx: Tx) => enqueueAll(tx, "notify-silence", [{ payload: {}, jobKey: "k" }]),
    ];
    expect(wrong).toHaveLength(3);
  });
});
