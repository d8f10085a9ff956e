/**
 * The browser's side of signing in and out. PERF: next-auth's own brings 10 kB compressed to every
 * page, for sessions and events between tabs that nothing here uses.
 */

interface AuthAnswer {
  isOk: boolean;
  /** Where to go next; carries `error` where it did not work. */
  url: URL;
}

async function post(
  path: string,
  callbackUrl: string,
  fields: Record<string, string> = {},
): Promise<AuthAnswer> {
  const token = await fetch("/api/auth/csrf");
  const { csrfToken } = (await token.json()) as { csrfToken: string };
  const response = await fetch(`/api/auth/${path}`, {
    method: "POST",
    body: new URLSearchParams({ ...fields, csrfToken, callbackUrl, json: "true" }),
  });
  const { url } = (await response.json()) as { url: string };
  return { isOk: response.ok, url: new URL(url, window.location.href) };
}

/** Signs in with a password; undefined when it worked, else why not. Throws without an answer. */
export async function signInWithPassword(
  uid: string,
  password: string,
): Promise<string | undefined> {
  const { isOk, url } = await post("callback/credentials", "/", { uid, password });
  const error = url.searchParams.get("error");
  return isOk && error === null ? undefined : (error ?? "unknown");
}

/** Leaves for the single sign-on, which comes back to `to`. Throws without an answer. */
export async function signInElsewhere(to: string): Promise<void> {
  const { url } = await post("signin/oidc", to);
  window.location.assign(url);
}

/** Ends the session. Throws without an answer. */
export async function endSession(): Promise<void> {
  await post("signout", "/sign-in");
}
