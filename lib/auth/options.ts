import "server-only";
import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import type { Provider } from "next-auth/providers/index";
import { db } from "@/lib/platform/db";
import { env, siteUrl } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { derivedKey } from "@/lib/platform/secrets";
import { clientAddress } from "./address";
import { checkPassword } from "./passwords";

/** Id of an identity that the site does not know; next-auth insists on one. */
const NOBODY = "0";

function passwordProvider(): Provider {
  return Credentials({
    name: "Password",
    credentials: { uid: { label: "Account" }, password: { label: "Password", type: "password" } },
    async authorize(credentials, request) {
      const uid = credentials?.uid?.trim() ?? "";
      const password = credentials?.password ?? "";
      if (!uid || !password) return null;
      const headers = request.headers ?? {};
      const address = clientAddress({ get: (name) => headers[name] ?? null });
      const { outcome, personId } = await checkPassword(uid, password, address);
      log().info({ kind: "sign-in", account: uid, address, outcome }, "sign-in");
      if (outcome === "throttled") throw new Error("rate_limited");
      return personId === undefined ? null : { id: String(personId) };
    },
  });
}

function oidcProvider(): Provider {
  const settings = env();
  return {
    id: "oidc",
    name: "Single sign-on",
    type: "oauth",
    wellKnown: `${settings.HEADROOM_OIDC_ISSUER}/.well-known/openid-configuration`,
    clientId: settings.HEADROOM_OIDC_CLIENT_ID ?? "",
    clientSecret: settings.HEADROOM_OIDC_CLIENT_SECRET ?? "",
    authorization: { params: { scope: "openid profile" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    async profile(claims: Record<string, unknown>) {
      // Only people the site knows: an identity alone gives no access.
      const uid = String(claims[settings.HEADROOM_OIDC_UID_CLAIM] ?? "");
      const person = uid
        ? await db().person.findUnique({ where: { uid }, select: { id: true, disabledAt: true } })
        : null;
      return { id: person && !person.disabledAt ? String(person.id) : NOBODY };
    },
  };
}

/** Which ways to sign in this site offers; shown on the sign-in page. */
export function signInMethods(): {
  password: boolean;
  ldap: boolean;
  oidc: boolean;
  proxy: boolean;
} {
  const settings = env();
  return {
    password: settings.HEADROOM_AUTH_PASSWORD || settings.HEADROOM_AUTH_LDAP,
    /** Passwords are those of the site's directory, but for accounts that have one here. */
    ldap: settings.HEADROOM_AUTH_LDAP,
    oidc: Boolean(settings.HEADROOM_OIDC_ISSUER),
    proxy: Boolean(settings.HEADROOM_AUTH_PROXY_HEADER),
  };
}

/** Key of the session cookie. */
export function sessionSecret(): string {
  return derivedKey("session").toString("base64");
}

export function isSecureSite(): boolean {
  return siteUrl().startsWith("https://");
}

/** Name of the session cookie; `__Secure-` where the site is served over https. */
export function sessionCookieName(): string {
  return `${isSecureSite() ? "__Secure-" : ""}next-auth.session-token`;
}

export function authOptions(): NextAuthOptions {
  const methods = signInMethods();
  const providers: Provider[] = [];
  if (methods.password) providers.push(passwordProvider());
  if (methods.oidc) providers.push(oidcProvider());
  return {
    providers,
    secret: sessionSecret(),
    session: { strategy: "jwt", maxAge: env().HEADROOM_SESSION_HOURS * 3600 },
    useSecureCookies: isSecureSite(),
    // SECURITY: next-auth's own logger prints whole profiles.
    logger: {
      error: (code) => log().warn({ kind: "sign-in", code }, "sign-in failed"),
      warn: () => undefined,
      debug: () => undefined,
    },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    callbacks: {
      signIn: ({ user }) => user.id !== NOBODY,
      // The cookie names the person and when the session began; roles are read per request.
      jwt: ({ token, user }) =>
        user ? { sub: user.id, startedAt: Math.floor(Date.now() / 1000) } : token,
      session: ({ session }) => session,
    },
  };
}
