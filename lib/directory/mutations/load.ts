import "server-only";
import type { Actor } from "@/lib/auth/model";
import { record } from "@/lib/history/mutations";
import { lockFor, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import type { DirectoryReceipt, RowCounts } from "../model";
import {
  type DirectoryGroup,
  type DirectoryPerson,
  directoryBodySchema,
  directoryGroupSchema,
  directoryPersonSchema,
} from "../schema";
import { resolvePeople, storeGroups } from "./groups";
import { storePeople } from "./people";
import { type JudgedRows, judgeRows, toCounts, Verdicts } from "./rows";

const nothing = { created: 0, updated: 0, gone: 0 };

/**
 * Stores what the site's directory says (the body of the `directory` feed): a snapshot, so who is
 * absent from a list is marked gone, and who is back no longer is. People with a role or a password
 * are never marked gone. Rows are judged one by one; the good ones are stored in one transaction.
 * Throws `invalid_input` (422) for a body that has neither list.
 */
export async function loadDirectory(actor: Actor, body: unknown): Promise<DirectoryReceipt> {
  const envelope = directoryBodySchema.safeParse(body);
  if (!envelope.success) {
    const [issue] = envelope.error.issues;
    const where = issue?.path.length ? `${issue.path.join(".")}: ` : "";
    const message = `The directory cannot be read: ${where}${issue?.message ?? "not valid"}.`;
    throw new AppError("invalid_input", message, { status: 422 });
  }
  const { people, groups } = envelope.data;
  const rejected = new Verdicts();
  const warnings = new Verdicts();
  const judged = {
    people: people && judgeRows(people, peopleRules, rejected),
    groups: groups && judgeRows(groups, groupRules, rejected),
  };
  return transaction(async (tx) => {
    await lockFor(tx, "directory");
    const changes = await store(tx, judged, { rejected, warnings });
    const receipt: DirectoryReceipt = {
      people: toCounts(people?.length ?? 0, rejected.counts.people, changes.people),
      groups: toCounts(groups?.length ?? 0, rejected.counts.groups, changes.groups),
      rejected: rejected.list,
      warnings: warnings.list,
    };
    if (hasChanges(receipt.people) || hasChanges(receipt.groups)) {
      await recordLoad(tx, actor, receipt);
    }
    return receipt;
  });
}

const peopleRules = {
  list: "people",
  schema: directoryPersonSchema,
  nameKey: "uid",
  uniqueKey: "cci",
} as const;

const groupRules = {
  list: "groups",
  schema: directoryGroupSchema,
  nameKey: "name",
  uniqueKey: "gid",
} as const;

interface Judged {
  people: JudgedRows<DirectoryPerson> | undefined;
  groups: JudgedRows<DirectoryGroup> | undefined;
}

/** ORDER: people first, so that a group may be led by somebody who is new in the same load. */
async function store(tx: Tx, judged: Judged, verdicts: { rejected: Verdicts; warnings: Verdicts }) {
  const people = judged.people
    ? await storePeople(
        tx,
        judged.people.good.map(({ row }) => row),
        judged.people.named,
      )
    : nothing;
  if (!judged.groups) return { people, groups: nothing };
  const resolved = await resolvePeople(tx, judged.groups.good, verdicts);
  return { people, groups: await storeGroups(tx, resolved, judged.groups.named) };
}

const hasChanges = ({ created, updated, gone }: RowCounts) => created + updated + gone > 0;

async function recordLoad(tx: Tx, actor: Actor, receipt: DirectoryReceipt): Promise<void> {
  const counts = { people: { ...receipt.people }, groups: { ...receipt.groups } };
  await record(tx, actor, [
    {
      room: "directory",
      subjectType: "feed",
      subjectId: "directory",
      verb: "load",
      change: { datum: "counts", was: null, now: counts },
    },
  ]);
  await announce(tx, { room: "directory", kind: "change" });
}
