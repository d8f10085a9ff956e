import { peopleList } from "@/lib/admin/lists/people";
import {
  createPerson,
  disablePerson,
  editPerson,
  enablePerson,
  setPassword,
} from "@/lib/admin/mutations/people";
import { getPerson } from "@/lib/admin/queries/people";
import { createPersonSchema, editPersonSchema, setPasswordSchema } from "@/lib/admin/schema";
import { systemActor } from "@/lib/auth/model";
import { AppError } from "@/lib/platform/errors";
import { listPage } from "@/lib/platform/list/page";
import { asTable, everyPage, type Noun, parseInput, readInputFile, type Verb } from "./command";

const text = { type: "string" } as const;
const roleOption = { type: "string", multiple: true } as const;
const passwordOptions = { password: text, "password-file": text };

type Values = Parameters<Verb["run"]>[0]["values"];

/** From a file it appears in no list of processes and no shell history. */
async function passwordOf(values: Values): Promise<unknown> {
  const path = values["password-file"];
  if (typeof path !== "string") return values.password;
  if (values.password !== undefined) {
    throw new AppError("invalid_input", "Give --password or --password-file, not both.");
  }
  return (await readInputFile(path)).toString("utf8").replace(/\r?\n$/, "");
}

async function find(values: Values) {
  return getPerson(systemActor, typeof values.uid === "string" ? values.uid : "");
}

export const userCommands: Noun = {
  name: "user",
  about: "people who sign in, and their roles",
  verbs: {
    create: {
      usage:
        "--uid ID --name NAME --email ADDRESS --role analyst|pi|admin [--role …] " +
        "[--password TEXT | --password-file FILE]",
      options: { uid: text, name: text, email: text, role: roleOption, ...passwordOptions },
      async run({ values }) {
        const { role: roles = [], uid, name, email } = values;
        const given = { uid, name, email, roles, password: await passwordOf(values) };
        const person = await createPerson(systemActor, parseInput(createPersonSchema, given));
        const { id: _id, ...value } = person;
        const held = person.roles.join(", ") || "without a role";
        return { value, text: `created ${person.uid} (${held})` };
      },
    },
    list: {
      usage: "[--all]",
      options: { all: { type: "boolean" } },
      async run({ values }) {
        const who = values.all ? ("everybody" as const) : ("accounts" as const);
        const rows = await everyPage((page) =>
          listPage(peopleList, systemActor, { page, size: 100, who }),
        );
        const value = rows.map((row) => ({
          uid: row.uid,
          name: row.name,
          email: row.email,
          roles: row.roles,
          hasPassword: row.hasPassword,
          isDisabled: row.disabledAt !== null,
          isGone: row.goneAt !== null,
        }));
        const lines = value.map((row) => [
          row.uid,
          row.name,
          row.email,
          row.roles.join(","),
          row.isDisabled ? "disabled" : row.isGone ? "gone" : "",
        ]);
        return { value, text: asTable(["UID", "NAME", "EMAIL", "ROLES", ""], lines) };
      },
    },
    roles: {
      usage: "--uid ID [--role analyst|pi|admin …]   (none takes every role away)",
      options: { uid: text, role: roleOption },
      async run({ values }) {
        const { id, uid, version, name, email } = await find(values);
        const given = { id, version, name, email, roles: values.role ?? [], isConfirmed: true };
        const input = parseInput(editPersonSchema, given);
        await editPerson(systemActor, input);
        const held = input.roles.join(", ") || "no role";
        return { value: { uid, roles: input.roles }, text: `${uid} now holds ${held}` };
      },
    },
    password: {
      usage: "--uid ID (--password TEXT | --password-file FILE)",
      options: { uid: text, ...passwordOptions },
      async run({ values }) {
        const { id, uid } = await find(values);
        const given = { id, password: await passwordOf(values) };
        await setPassword(systemActor, parseInput(setPasswordSchema, given));
        return { value: { uid }, text: `set the password of ${uid}; open sessions ended` };
      },
    },
    disable: {
      usage: "--uid ID",
      options: { uid: text },
      async run({ values }) {
        const { id, uid } = await find(values);
        await disablePerson(systemActor, { id });
        return { value: { uid, isDisabled: true }, text: `disabled ${uid}` };
      },
    },
    enable: {
      usage: "--uid ID",
      options: { uid: text },
      async run({ values }) {
        const { id, uid } = await find(values);
        await enablePerson(systemActor, { id });
        return { value: { uid, isDisabled: false }, text: `enabled ${uid}` };
      },
    },
  },
};
