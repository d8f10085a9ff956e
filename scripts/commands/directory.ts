import { systemActor } from "@/lib/auth/model";
import type { RowCounts, RowVerdict } from "@/lib/directory/model";
import { loadDirectory } from "@/lib/directory/mutations/load";
import { AppError } from "@/lib/platform/errors";
import { type Noun, readInputFile } from "./command";

async function readJson(path: string): Promise<unknown> {
  const content = (await readInputFile(path)).toString("utf8");
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new AppError("invalid_input", `${path} is not JSON: ${(error as Error).message}.`);
  }
}

function countLine(noun: string, counts: RowCounts): string {
  const { created, updated, unchanged, gone, rejected } = counts;
  const changes = `${created} created, ${updated} updated, ${unchanged} unchanged`;
  return `${noun}: ${changes}, ${gone} gone, ${rejected} rejected`;
}

const verdictLine = ({ list, line, reason }: RowVerdict) => `  ${list} ${line}: ${reason}`;

export const directoryCommands: Noun = {
  name: "directory",
  about: "people, groups and PIs as the site's directory has them",
  verbs: {
    load: {
      usage: "FILE",
      options: {},
      positionals: ["FILE"],
      async run({ positionals: [path = ""] }) {
        const receipt = await loadDirectory(systemActor, await readJson(path));
        const text = [
          countLine("people", receipt.people),
          countLine("groups", receipt.groups),
          ...receipt.rejected.map(verdictLine),
          ...receipt.warnings.map(verdictLine),
        ].join("\n");
        return { value: receipt, text };
      },
    },
  },
};
