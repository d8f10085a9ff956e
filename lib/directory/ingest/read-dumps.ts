/** Dumps of the password and group databases, as `getent passwd` and `getent group` write them. */

interface Account {
  uid: string;
  uidNumber: string;
  primaryGid: string;
  name: string | null;
}

/** Comments and the old marks that include another database are no entries. */
function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !/^[#+-]/.test(line));
}

function accountOf(line: string): Account | undefined {
  const fields = line.split(":");
  const [uid, , uidNumber, primaryGid, gecos = ""] = fields;
  if (fields.length < 4 || !uid || !uidNumber || !primaryGid) return undefined;
  const [name = ""] = gecos.split(",", 1);
  return { uid, uidNumber, primaryGid, name: name.trim() || null };
}

/**
 * A body of the `directory` feed from either dump or both. A line that is no entry stays what it
 * is, for the load to refuse it by its number. Leaders stay as they are known, since no dump has
 * them; whose primary group it is belongs to the group too.
 */
export function readDumps(dumps: { passwd?: string | undefined; group?: string | undefined }) {
  const accounts = dumps.passwd === undefined ? [] : linesOf(dumps.passwd);
  const known = accounts.map((line) => accountOf(line) ?? line);
  const primary = new Map<string, string[]>();
  for (const account of known) {
    if (typeof account === "string") continue;
    const members = primary.get(account.primaryGid);
    if (members) members.push(account.uid);
    else primary.set(account.primaryGid, [account.uid]);
  }
  return {
    ...(dumps.passwd === undefined ? {} : { people: known.map(personRow) }),
    ...(dumps.group === undefined
      ? {}
      : { groups: linesOf(dumps.group).map((line) => groupRow(line, primary)) }),
  };
}

function personRow(account: Account | string) {
  if (typeof account === "string") return account;
  const { uid, uidNumber, name } = account;
  return { uid, uidNumber, ...(name === null ? {} : { name }) };
}

function groupRow(line: string, primary: ReadonlyMap<string, readonly string[]>) {
  const [name, , gid, members = ""] = line.split(":");
  if (!name || !gid) return line;
  const listed = members.split(",").map((uid) => uid.trim());
  const all = [...listed, ...(primary.get(gid) ?? [])].filter((uid) => uid !== "");
  return { name, gid, members: [...new Set(all)] };
}
