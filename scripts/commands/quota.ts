import { systemActor } from "@/lib/auth/model";
import { newRef } from "@/lib/platform/log";
import { loadQuotas } from "@/lib/storage/ingest/quotas/load-quotas";
import { readQuotaSources } from "@/lib/storage/ingest/quotas/quota-sources";
import { asReceipt, type Noun } from "./command";

const TELL_EVERY = 500;

export const quotaCommands: Noun = {
  name: "quota",
  about: "what groups may use on each volume",
  verbs: {
    read: {
      usage: "",
      options: {},
      async run() {
        const quotas = await readQuotaSources((done, all) => {
          if (done % TELL_EVERY === 0) console.error(`${done} of ${all}`);
        });
        const load = { quotas, source: "command", volume: null, requestRef: newRef() };
        const { answer } = await loadQuotas(systemActor, load);
        return asReceipt(JSON.parse(answer.body));
      },
    },
  },
};
