import { recomputeWarnings } from "@/lib/storage/jobs";
import type { Noun } from "./command";

export const warningCommands: Noun = {
  name: "warnings",
  about: "quota warnings of the newest scans",
  verbs: {
    recompute: {
      usage: "",
      options: {},
      async run() {
        const changed = await recomputeWarnings();
        return { value: { changed }, text: `${changed} rows changed` };
      },
    },
  },
};
