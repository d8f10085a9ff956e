import "server-only";
import { env } from "@/lib/platform/env";
import { withLdap } from "@/lib/platform/ldap";

// SECURITY: what else a filter would understand never reaches it.
const accountPattern = /^[A-Za-z_][A-Za-z0-9_.@-]{0,63}$/;

/** More than one entry of an account: nobody knows which is meant. */
const ENOUGH = 10;

/**
 * Whether the site's directory server takes this password for the account. Throws `unavailable`
 * with a sentence where it does not answer.
 */
export async function isLdapPassword(uid: string, password: string): Promise<boolean> {
  if (!accountPattern.test(uid)) return false;
  const settings = env();
  const base = settings.HEADROOM_LDAP_PEOPLE_BASE ?? "";
  const attribute = uidAttribute(settings.HEADROOM_LDAP_PEOPLE_ATTRIBUTES);
  return withLdap(async (ldap) => {
    const found = await ldap.search({
      base,
      filter: `(&${settings.HEADROOM_LDAP_PEOPLE_FILTER}(${attribute}=${uid}))`,
      attributes: [attribute],
      scope: settings.HEADROOM_LDAP_SCOPE,
      maxEntries: ENOUGH,
    });
    const [entry] = found;
    // An account that is not there takes as long as one that is.
    const isKnown = entry !== undefined && found.length === 1;
    const dn = isKnown ? entry.dn : `${attribute}=nobody,${base}`;
    return (await ldap.isPasswordOf(dn, password)) && isKnown;
  });
}

function uidAttribute(pairs: readonly string[]): string {
  const own = pairs.find((pair) => pair.startsWith("uid="));
  return own?.slice("uid=".length) || "uid";
}
