import "server-only";
import type { Actor } from "@/lib/auth/model";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { withLdap } from "@/lib/platform/ldap";
import { type DirectoryReceipt, MAX_DIRECTORY_ROWS } from "../model";
import { loadDirectory, previewDirectory } from "../mutations/load";
import { requireShare } from "../mutations/share";
import { attributeNames, groupAttributes, personAttributes, readLdap } from "./read-ldap";

export interface SyncWish {
  /** Tells what would change and changes nothing. */
  isDryRun?: boolean;
  /** Believes an answer that names far fewer people or groups than are known. */
  isForced?: boolean;
  signal?: AbortSignal | undefined;
}

/**
 * Reads people and groups from the site's LDAP server and stores them as a load of the feed
 * `directory`. Throws `invalid_state` where the settings do not suffice, `unavailable` where the
 * server does not answer, and `conflict` for an answer so small that it is hardly the whole
 * directory; then nothing is changed.
 */
export async function syncDirectory(actor: Actor, wish: SyncWish = {}): Promise<DirectoryReceipt> {
  const body = await readServer(wish.signal);
  if (!wish.isForced) {
    const found = { people: body.people.length, groups: body.groups.length };
    const remedy = "run `headroom directory sync --force`";
    await requireShare(found, { source: "The LDAP server", remedy });
  }
  const origin = new URL(env().HEADROOM_LDAP_URL ?? "ldap://").host;
  return wish.isDryRun
    ? previewDirectory(actor, body)
    : loadDirectory(actor, body, { origin: `LDAP ${origin}` });
}

function readServer(signal: AbortSignal | undefined) {
  const settings = env();
  const { HEADROOM_LDAP_GROUP_BASE: groupBase, HEADROOM_LDAP_PEOPLE_BASE: peopleBase } = settings;
  if (!settings.HEADROOM_LDAP_URL) {
    throw new AppError("invalid_state", "Set HEADROOM_LDAP_URL to read the directory.");
  }
  if (!groupBase || !peopleBase) {
    throw new AppError(
      "invalid_state",
      "Set HEADROOM_LDAP_GROUP_BASE and HEADROOM_LDAP_PEOPLE_BASE to read the directory.",
    );
  }
  const names = {
    person: attributeNames(personAttributes, settings.HEADROOM_LDAP_PEOPLE_ATTRIBUTES),
    group: attributeNames(groupAttributes, settings.HEADROOM_LDAP_GROUP_ATTRIBUTES),
  };
  const shared = { scope: settings.HEADROOM_LDAP_SCOPE, maxEntries: MAX_DIRECTORY_ROWS };
  const wanted = (fields: Record<string, string>) => Object.values(fields).filter(Boolean);
  return withLdap(async (ldap) => {
    const people = await ldap.search({
      ...shared,
      base: peopleBase,
      filter: settings.HEADROOM_LDAP_PEOPLE_FILTER,
      attributes: wanted(names.person),
    });
    const groups = await ldap.search({
      ...shared,
      base: groupBase,
      filter: settings.HEADROOM_LDAP_GROUP_FILTER,
      attributes: wanted(names.group),
    });
    return readLdap({ people, groups }, names);
  }, signal);
}
