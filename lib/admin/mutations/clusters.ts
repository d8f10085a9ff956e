import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { record } from "@/lib/history/mutations";
import { ask, db, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { describeUses } from "../model";
import type { CreateClusterInput, RenameClusterInput } from "../schema";
import { changedMeanwhile, onDuplicate } from "./unique";

interface ClusterDto {
  id: string;
  name: string;
}

async function explainDuplicate(input: ClusterDto, isNew: boolean) {
  const taken = isNew && (await db().cluster.count({ where: { id: input.id } })) > 0;
  if (taken) return { message: `Cluster ${input.id} exists already.`, field: "id" };
  return { message: `Another cluster is called ${input.name}.`, field: "name" };
}

/** Adds a cluster. Throws `conflict` where the id or the name is taken. */
export function createCluster(actor: Actor, input: CreateClusterInput): Promise<ClusterDto> {
  const { id, name } = input;
  const create = () =>
    transaction(async (tx) => {
      await tx.cluster.create({ data: { id, name } });
      await record(tx, actor, [
        {
          room: "admin",
          subjectType: "cluster",
          subjectId: id,
          verb: "create",
          change: { datum: "name", was: null, now: name },
        },
      ]);
      await announce(tx, { room: "admin", kind: "change", ids: [id] });
      return { id, name };
    });
  return onDuplicate(create, () => explainDuplicate(input, true));
}

/**
 * Gives a cluster another name. Throws `not_found`, and `conflict` for a version that is no longer
 * the newest or a name that is taken. The same name again changes nothing.
 */
export function renameCluster(actor: Actor, input: RenameClusterInput): Promise<ClusterDto> {
  const { id, name, version } = input;
  const rename = () =>
    transaction(async (tx) => {
      const before = await tx.cluster.findUnique({ where: { id } });
      if (!before) throw new AppError("not_found", `There is no cluster ${id}.`);
      if (before.version !== version) throw changedMeanwhile(`cluster ${id}`);
      if (before.name === name) return { id, name };
      const { count } = await tx.cluster.updateMany({
        where: { id, version },
        data: { name, version: { increment: 1 } },
      });
      if (count === 0) throw changedMeanwhile(`cluster ${id}`);
      await record(tx, actor, [
        {
          room: "admin",
          subjectType: "cluster",
          subjectId: id,
          verb: "rename",
          change: { datum: "name", was: before.name, now: name },
        },
      ]);
      await announce(tx, { room: "admin", kind: "change", ids: [id] });
      return { id, name };
    });
  return onDuplicate(rename, () => explainDuplicate(input, false));
}

/**
 * Removes a cluster that nothing uses. Throws `not_found`, and `conflict` with what uses it
 * (`details.usedBy`) while it has components, cases or feeds.
 */
export function deleteCluster(actor: Actor, input: { id: string }): Promise<void> {
  const { id } = input;
  return transaction(async (tx) => {
    // The lock keeps components and cases from appearing between the count and the removal.
    const [found] = await ask(z.object({ name: z.string() }), tx)`
      select name from clusters where id = ${id} for update`;
    if (!found) throw new AppError("not_found", `There is no cluster ${id}.`);
    const [components, componentCount, caseCount, feedCount] = await Promise.all([
      tx.component.findMany({ where: { clusterId: id }, select: { id: true }, take: 5 }),
      tx.component.count({ where: { clusterId: id } }),
      tx.case.count({ where: { clusterId: id } }),
      tx.feed.count({ where: { clusterId: id } }),
    ]);
    const usedBy = [
      {
        count: componentCount,
        one: "component",
        many: "components",
        names: components.map((component) => component.id),
      },
      { count: caseCount, one: "case", many: "cases" },
      { count: feedCount, one: "feed", many: "feeds" },
    ].filter((use) => use.count > 0);
    if (usedBy.length > 0) {
      const message = `Cluster ${id} is used by ${describeUses(usedBy)}; it cannot be deleted.`;
      throw new AppError("conflict", message, { details: { usedBy } });
    }
    await tx.cluster.delete({ where: { id } });
    await record(tx, actor, [
      {
        room: "admin",
        subjectType: "cluster",
        subjectId: id,
        verb: "delete",
        change: { datum: "name", was: found.name, now: null },
      },
    ]);
    await announce(tx, { room: "admin", kind: "change", ids: [id] });
  });
}
