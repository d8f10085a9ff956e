import { restoreArchive } from "@/lib/accounting/mutations/archive-restore";
import { runArchive } from "@/lib/accounting/mutations/archive-run";
import { readArchives } from "@/lib/accounting/queries/list-archives";
import { systemActor } from "@/lib/auth/model";
import { AppError } from "@/lib/platform/errors";
import { type Answer, asTable, isoOrNull, type Noun, textValue } from "./command";

async function run(month: string | undefined): Promise<Answer> {
  const done = await runArchive({ requestedBy: systemActor.id, month });
  const problems = done.filter(({ problem }) => problem !== null);
  if (problems.length > 0) {
    const lines = problems.map((one) => `${one.month}: ${one.problem}`);
    throw new AppError("invalid_state", lines.join(" "));
  }
  const lines = done.map(({ rowCount, fileName }) => `${rowCount} records in ${fileName}`);
  return { value: done, text: lines.length === 0 ? "nothing to archive" : lines.join("\n") };
}

async function list(): Promise<Answer> {
  const { files, keepMonths, folder } = await readArchives();
  const rows = files.map((file) => [
    file.month,
    file.part,
    file.state,
    String(file.rowCount),
    String(file.bytes),
    isoOrNull(file.createdAt),
    file.fileName,
    file.error,
  ]);
  const heading = ["month", "part", "state", "records", "bytes", "written", "file", "problem"];
  const kept = keepMonths === null ? "for ever" : `for ${keepMonths} months`;
  const hint = `in ${folder}; records stay ${kept}`;
  return { value: { files, keepMonths, folder }, text: asTable(heading, rows), hint };
}

async function restore(month: string): Promise<Answer> {
  const restored = await restoreArchive(month);
  const { records, stored } = restored;
  return { value: restored, text: `${stored} of ${records} records brought back` };
}

export const archiveCommands: Noun = {
  name: "archive",
  about: "accounting records in files",
  verbs: {
    run: {
      usage: "[--month 2026-01]",
      options: { month: { type: "string" } },
      run: ({ values }) => run(textValue(values.month)),
    },
    list: { usage: "", options: {}, run: () => list() },
    restore: {
      usage: "MONTH",
      options: {},
      positionals: ["MONTH"],
      run: ({ positionals: [month = ""] }) => restore(month),
    },
  },
};
