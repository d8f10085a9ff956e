import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm, SingleSignOnButton } from "@/components/auth/sign-in-form";
import { Alert } from "@/components/ui/alert";
import { signInMethods } from "@/lib/auth/options";
import { findViewer } from "@/lib/auth/viewer";

export const metadata: Metadata = { title: "Sign in" };

type Search = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Only a path of this site: a link must not send a person elsewhere after signing in. */
function targetOf(value: string | string[] | undefined): string {
  const isLocal = typeof value === "string" && /^\/(?![/\\])/.test(value);
  return isLocal ? value : "/";
}

export default async function SignInPage({ searchParams }: Search) {
  const search = await searchParams;
  const to = targetOf(search.to);
  if (await findViewer()) redirect("/");
  const methods = signInMethods();
  return (
    <main id="main" className="grid min-h-dvh place-items-center p-4">
      <div className="w-full max-w-sm space-y-4 rounded-lg border border-border bg-card p-6">
        <div>
          <h1 className="text-xl font-semibold">Headroom</h1>
          <p className="text-muted-foreground">
            Where the next shortage is, and what to do about it.
          </p>
        </div>
        {search.error ? (
          <Alert tone="error" title="Signing in did not work.">
            The site may not know this account. An administrator can add it.
          </Alert>
        ) : null}
        {methods.password ? <SignInForm to={to} isSiteAccount={methods.ldap} /> : null}
        {methods.oidc ? <SingleSignOnButton to={to} /> : null}
        {methods.proxy && !methods.password && !methods.oidc ? (
          <Alert tone="info" title="This site signs people in through its portal.">
            The portal did not name an account that Headroom knows.
          </Alert>
        ) : null}
      </div>
    </main>
  );
}
