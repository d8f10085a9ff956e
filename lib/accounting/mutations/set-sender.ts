import "server-only";
import { z } from "zod";
import { may, type Viewer } from "@/lib/auth/model";
import { record } from "@/lib/history/mutations";
import { ask, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { ANONYMOUS } from "../model/conflict";

/** Whether known ids of a sender are answered as a success. Throws `forbidden`, `not_found`. */
export async function setSender(
  actor: Viewer,
  { source, ignoresDuplicates }: { source: string; ignoresDuplicates: boolean },
): Promise<void> {
  if (!may(actor, "admin:accounting")) {
    throw new AppError("forbidden", "Your roles do not allow this.");
  }
  await transaction(async (tx) => {
    if (source !== "" && (await tx.component.count({ where: { id: source } })) === 0) {
      throw new AppError("not_found", "There is no such component.");
    }
    const [before] = await ask(z.object({ was: z.boolean() }), tx)`
      select ignores_duplicates as was from accounting_senders where source = ${source} for update`;
    const was = before?.was ?? false;
    if (was === ignoresDuplicates) return;
    await tx.$executeRaw`
      insert into accounting_senders (source, ignores_duplicates)
      values (${source}, ${ignoresDuplicates}) on conflict (source) do update
        set ignores_duplicates = excluded.ignores_duplicates`;
    const subject = { room: "accounting", subjectType: "sender" } as const;
    const change = { datum: "ignoresDuplicates", was, now: ignoresDuplicates };
    await record(tx, actor, [{ ...subject, subjectId: source || ANONYMOUS, verb: "edit", change }]);
    await announce(tx, { room: "accounting", kind: "change" });
  });
}
