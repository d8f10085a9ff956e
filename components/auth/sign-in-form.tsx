"use client";

import { type FormEvent, useState } from "react";
import { Field } from "@/components/form/field";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { signInElsewhere, signInWithPassword } from "./session-client";

const messages: Record<string, string> = {
  CredentialsSignin: "Account or password is wrong.",
  rate_limited: "Too many attempts for this account from here. Wait a minute, then try again.",
};

const IMPOSSIBLE = "Signing in is not possible right now. Try again.";

type SignInFormProps = {
  to: string;
  /** The password is the one of the site's directory. */
  isSiteAccount: boolean;
};

export const SignInForm = ({ to, isSiteAccount }: SignInFormProps) => {
  const [error, setError] = useState<string>();
  const [isPending, setPending] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    setPending(true);
    setError(undefined);
    const [uid, password] = [String(data.get("uid")), String(data.get("password"))];
    const problem = await signInWithPassword(uid, password).catch(() => "unreachable");
    if (problem === undefined) {
      window.location.assign(to);
      return;
    }
    setPending(false);
    setError(messages[problem] ?? IMPOSSIBLE);
  };

  return (
    <form onSubmit={submit} className="space-y-3" noValidate>
      {isSiteAccount ? (
        <p className="text-muted-foreground text-sm">With your account of this site.</p>
      ) : null}
      {error === undefined ? null : <Alert tone="error" title={error} isLive />}
      <Field label="Account" isRequired>
        <Input name="uid" autoComplete="username" autoCapitalize="none" spellCheck={false} />
      </Field>
      <Field label="Password" isRequired>
        <Input name="password" type="password" autoComplete="current-password" />
      </Field>
      <Button type="submit" className="w-full" disabled={isPending}>
        {isPending ? "Signing in …" : "Sign in"}
      </Button>
    </form>
  );
};

export const SingleSignOnButton = ({ to }: { to: string }) => {
  const [hasFailed, setFailed] = useState(false);
  return (
    <>
      {hasFailed ? <Alert tone="error" title={IMPOSSIBLE} isLive /> : null}
      <Button className="w-full" onClick={() => signInElsewhere(to).catch(() => setFailed(true))}>
        Sign in with single sign-on
      </Button>
    </>
  );
};
