import { type SimulatedAccount, simulatedAccounts } from "./cluster";

/** The simulated site's groups and people with their Unix numbers, as its directory would tell. */

const FIRST_GID = 3_000;
const FIRST_UID_NUMBER = 21_000;

const allUsers = simulatedAccounts.flatMap(({ users }) => users);

/** Unix number of an account's group; one below the others for an account that is not there. */
export function gidOf(account: SimulatedAccount): number {
  return FIRST_GID + simulatedAccounts.indexOf(account);
}

/** Unix number of a simulated account's user. */
export function uidNumberOf(uid: string): number {
  return FIRST_UID_NUMBER + allUsers.indexOf(uid);
}

interface Staff {
  uid: string;
  name: string;
}

/**
 * A body of the `directory` feed: every simulated account is a group that its first user leads,
 * every seventh one the given PI instead.
 */
export function simulatedDirectory(staff: readonly Staff[] = [], pi?: string) {
  const people = allUsers.map((uid) => ({
    uid,
    uidNumber: uidNumberOf(uid),
    name: `User ${uid}`,
    email: `${uid}@example.org`,
    language: "en",
  }));
  const groups = simulatedAccounts.map((account, index) => ({
    name: account.name,
    gid: gidOf(account),
    pi: pi !== undefined && index % 7 === 0 ? pi : account.users[0],
    members: account.users,
  }));
  return { people: [...staff, ...people], groups };
}
