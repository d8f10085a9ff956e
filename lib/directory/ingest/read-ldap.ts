import { AppError } from "@/lib/platform/errors";
import type { LdapEntry } from "@/lib/platform/ldap";
import { directoryPersonSchema } from "../schema";

/** Entries of an LDAP server as a body of the `directory` feed. Pure. */

/** Which attribute holds what; an empty name: none does. */
export type AttributeNames<Field extends string> = Record<Field, string>;

export type PersonField = "uid" | "uidNumber" | "name" | "surname" | "givenName" | "email";
export type GroupField = "name" | "gid" | "pi" | "members";

export const personAttributes: AttributeNames<PersonField> = {
  uid: "uid",
  uidNumber: "uidNumber",
  name: "cn",
  surname: "sn",
  givenName: "givenName",
  email: "mail",
};

export const groupAttributes: AttributeNames<GroupField> = {
  name: "cn",
  gid: "gidNumber",
  pi: "sangerProjectPI",
  members: "memberUid",
};

/**
 * The attributes of a site: the usual ones with its own `field=attribute` pairs over them. Throws
 * `invalid_state` for a field that there is not.
 */
export function attributeNames<Field extends string>(
  usual: AttributeNames<Field>,
  own: readonly string[],
): AttributeNames<Field> {
  const names = { ...usual };
  for (const pair of own) {
    const [field = "", attribute = ""] = pair.split("=", 2).map((part) => part.trim());
    if (!Object.hasOwn(usual, field)) {
      const known = Object.keys(usual).join(", ");
      throw new AppError("invalid_state", `LDAP attributes are set for ${known}, not ${field}.`);
    }
    names[field as Field] = attribute;
  }
  return names;
}

/** The account in a distinguished name such as `uid=ab12,ou=people,dc=…`, or the text itself. */
export function uidOf(value: string): string {
  const [first = ""] = value.split(",", 1);
  const at = first.indexOf("=");
  return (at < 0 ? value : first.slice(at + 1)).trim();
}

interface LdapDirectory {
  people: readonly LdapEntry[];
  groups: readonly LdapEntry[];
}

interface Names {
  person: AttributeNames<PersonField>;
  group: AttributeNames<GroupField>;
}

/**
 * Both lists. Of an attribute with several values the first counts, but for members. A PI without
 * an entry of their own is a person who is known by the uid alone.
 */
export function readLdap({ people, groups }: LdapDirectory, names: Names) {
  const rows = people.map((entry) => personRow(entry, names.person));
  const groupRows = groups.map((entry) => groupRow(entry, names.group));
  const known = new Set(rows.map(({ uid }) => uid));
  const strangers = groupRows
    .flatMap(({ pi }) => (pi && !known.has(pi) ? [pi] : []))
    .filter((uid, at, all) => all.indexOf(uid) === at);
  return { people: [...rows, ...strangers.map((uid) => ({ uid }))], groups: groupRows };
}

function valuesOf({ attributes }: LdapEntry, name: string): readonly string[] {
  const values = name === "" ? [] : (attributes.get(name.toLowerCase()) ?? []);
  return values.map((value) => value.trim()).filter((value) => value !== "");
}

type PersonRow = { uid: string } & Partial<Record<PersonField, string | null>>;

// An address that is none must not cost the whole person: directories are old and full of them.
function personRow(entry: LdapEntry, names: AttributeNames<PersonField>): PersonRow {
  const row: PersonRow = { uid: valuesOf(entry, names.uid)[0] ?? "" };
  for (const field of ["uidNumber", "name", "surname", "givenName", "email"] as const) {
    if (names[field] === "") continue;
    const value = valuesOf(entry, names[field])[0] ?? null;
    if (value === null && field === "name") continue;
    row[field] = directoryPersonSchema.shape[field].safeParse(value).success ? value : null;
  }
  return row;
}

function groupRow(entry: LdapEntry, names: AttributeNames<GroupField>) {
  const first = (field: GroupField) => valuesOf(entry, names[field])[0] ?? null;
  const pi = first("pi");
  return {
    name: first("name") ?? "",
    ...(names.gid === "" ? {} : { gid: first("gid") }),
    ...(names.pi === "" ? {} : { pi: pi === null ? null : uidOf(pi) }),
    ...(names.members === ""
      ? {}
      : { members: [...new Set(valuesOf(entry, names.members).map(uidOf))] }),
  };
}
