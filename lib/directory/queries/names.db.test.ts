import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { ask, db, Prisma } from "@/lib/platform/db";
import { makeGroup } from "../factory";
import { groupNames, groupNumbers, personNames } from "./names";

/** One name for a group and a person, whatever knows of them. */

beforeAll(async () => {
  await db().person.createMany({
    data: [
      { uid: "lead", name: "Ada Lead", surname: "Lead", uidNumber: 7n },
      { uid: "gone", name: "Gone Twin", uidNumber: 8n, goneAt: new Date() },
      { uid: "here", name: "Here Twin", uidNumber: 8n },
    ],
  });
  await makeGroup("team", { gid: 1n, pi: "lead" });
  await makeGroup("both", { gid: -2n });
  const pathGroups = [-2, -3].map((id) => ({
    ...{ id, prefix: `/p${id}`, name: `Path ${id}`, pi: "Path lead" },
  }));
  await db().storageSettings.update({ where: { id: 1 }, data: { pathGroups } });
});

const row = z.object({
  number: z.bigint(),
  name: z.string(),
  known: z.string().nullable(),
  pi: z.string().nullable(),
  surname: z.string().nullable(),
  isKnown: z.boolean(),
});

it("the directory's name comes first, then the path's, then the one from elsewhere, then the number", async () => {
  const { name, knownName, pi, piSurname, isKnown, join } = groupNames(
    Prisma.sql`u.gid`,
    Prisma.sql`u.scanned`,
  );
  const rows = await ask(row)`
    select u.gid as number, ${name} as name, ${knownName} as known, ${pi} as pi,
      ${piSurname} as surname, ${isKnown} as "isKnown"
    from (values (1::bigint, 'old'), (-2, 'old'), (-3, 'old'), (9, 'old'), (10, null))
      as u(gid, scanned) ${join} order by u.gid`;
  expect(
    rows.map(({ number, name: own, known, pi: lead, surname, isKnown: is }) => [
      Number(number),
      own,
      known,
      lead,
      surname,
      is,
    ]),
  ).toEqual([
    [-3, "Path -3", "Path -3", "Path lead", "Path lead", false],
    [-2, "both", "both", "Path lead", "Path lead", true],
    [1, "team", "team", "Ada Lead", "Lead", true],
    [9, "old", "old", null, null, false],
    [10, "gid:10", null, null, null, false],
  ]);
});

it("without a name from elsewhere too", async () => {
  const { name, join } = groupNames(Prisma.sql`u.gid`);
  const rows = await ask(z.object({ name: z.string() }))`
    select ${name} as name from unnest(array[-3, -2, 1, 9]::bigint[]) u(gid) ${join} order by u.gid`;
  expect(rows.map((one) => one.name)).toEqual(["Path -3", "both", "team", "gid:9"]);
});

it("a person of a number that two have is the one that is there", async () => {
  const { uid, name, join } = personNames(Prisma.sql`u.uid`);
  const shape = z.object({ uid: z.string(), name: z.string().nullable() });
  const rows = await ask(shape)`
    select ${uid} as uid, ${name} as name from unnest(array[7, 8, 9]::bigint[]) u(uid) ${join}
    order by u.uid`;
  expect(rows).toEqual([
    { uid: "lead", name: "Ada Lead" },
    { uid: "here", name: "Here Twin" },
    { uid: "uid:9", name: null },
  ]);
});

it("names lead back to numbers", async () => {
  const names = ["team", "Path -3", "gid:44", "nobody", "gid:x"];
  const [found] = await ask(z.object({ numbers: z.array(z.bigint()) }))`
    select ${groupNumbers(names)} as numbers`;
  expect(found?.numbers.map(Number).sort((a, b) => a - b)).toEqual([-3, 1, 44]);
});
