import { systemActor } from "@/lib/auth/model";
import { tickReaper } from "@/lib/dataspace/mutations/run-reaper";
import { planReap } from "@/lib/dataspace/mutations/steer-reaper";
import { findLastRun } from "@/lib/dataspace/queries/read-reaper";
import type { Answer, Noun } from "./command";

async function plan(): Promise<Answer> {
  const wanted = await planReap(systemActor);
  const { generations, products, bytes, feeds } = wanted;
  const text = `would remove ${generations} generations with ${products} products, at most ${bytes} bytes`;
  const lines = feeds.map((feed) => `  ${feed.feed}: ${feed.generations} generations`);
  return { value: wanted, text: [text, ...lines].join("\n") };
}

async function run(): Promise<Answer> {
  await tickReaper({ requestedBy: systemActor.id });
  const latest = await findLastRun(systemActor);
  if (!latest) return { value: null, text: "the Reaper is stopped: nothing was removed" };
  const { state, generationCount, productCount } = latest;
  const text = `${state}: ${generationCount} generations with ${productCount} products removed`;
  return { value: latest, text };
}

export const retentionCommands: Noun = {
  name: "retention",
  about: "how long received data stays",
  verbs: {
    run: {
      usage: "[--dry-run]",
      options: { "dry-run": { type: "boolean" } },
      run: ({ values }) => (values["dry-run"] ? plan() : run()),
    },
  },
};
