import { systemActor } from "@/lib/auth/model";
import { requestReap, startReaper, stopReaper } from "@/lib/dataspace/mutations/steer-reaper";
import { findLastRun, readReaper, readRetention } from "@/lib/dataspace/queries/read-reaper";
import { toReaper } from "@/lib/dataspace/space/serialise";
import { type Answer, isoOrNull, type Noun, textValue } from "./command";

async function status(): Promise<Answer> {
  const [state, settings, lastRun] = await Promise.all([
    readReaper(systemActor),
    readRetention(systemActor),
    findLastRun(systemActor),
  ]);
  const next = isoOrNull(state.nextRunAt) ?? "not planned";
  const text = `${state.state}, next pass ${next}, ${settings.retentionDays} days are kept`;
  return { value: toReaper(state, settings, lastRun), text };
}

export const reaperCommands: Noun = {
  name: "reaper",
  about: "what removes old generations",
  verbs: {
    status: { usage: "", options: {}, run: status },
    start: {
      usage: "[--delay SECONDS]",
      options: { delay: { type: "string" } },
      async run({ values }) {
        const delay = textValue(values.delay);
        await startReaper(systemActor, delay === undefined ? undefined : Number(delay));
        return status();
      },
    },
    stop: {
      usage: "",
      options: {},
      async run() {
        await stopReaper(systemActor);
        return status();
      },
    },
    run: {
      usage: "",
      options: {},
      async run() {
        await requestReap(systemActor);
        return status();
      },
    },
  },
};
