"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, use, useMemo, useState, useTransition } from "react";
import type { Shortcuts } from "@/components/shell/use-shortcuts";
import { useToast } from "@/components/ui/toast";
import { type CaseVerb, verbOf } from "@/lib/cases/model/verbs";
import { type ActTarget, VerbDialog } from "./verb-dialog";
import { verbKeys } from "./verb-texts";

interface CaseActs {
  /** Opens the dialog of the verb, or says why the case does not allow it. */
  act: (verb: CaseVerb, target: ActTarget) => void;
}

const ActsContext = createContext<CaseActs | null>(null);

interface CaseActsProviderProps {
  /** The cases on the screen as the server knows them now; a dialog follows their versions. */
  targets: readonly ActTarget[];
  assignable: readonly { uid: string; name: string }[];
  onDone?: (verb: CaseVerb, target: ActTarget) => void;
  children: ReactNode;
}

/** Around everything from which a case can be acted on: it owns the one dialog. */
export const CaseActsProvider = (props: CaseActsProviderProps) => {
  const [open, setOpen] = useState<{ verb: CaseVerb; target: ActTarget } | null>(null);
  const [, startTransition] = useTransition();
  const router = useRouter();
  const toast = useToast();
  const acts = useMemo<CaseActs>(
    () => ({
      act: (verb, target) => {
        if (target.verbs.includes(verb)) setOpen({ verb, target });
        else toast.info(`${target.account}: not possible now`, whyNot(verb, target));
      },
    }),
    [toast],
  );

  return (
    <ActsContext value={acts}>
      {props.children}
      {open === null ? null : (
        <VerbDialog
          key={`${open.verb}-${open.target.id}`}
          verb={open.verb}
          target={props.targets.find(({ id }) => id === open.target.id) ?? open.target}
          assignable={props.assignable}
          onClose={() => setOpen(null)}
          onDone={() => props.onDone?.(open.verb, open.target)}
          onConflict={() => startTransition(() => router.refresh())}
        />
      )}
    </ActsContext>
  );
};

export const useCaseActs = (): CaseActs => {
  const acts = use(ActsContext);
  if (acts === null) throw new Error("useCaseActs needs a CaseActsProvider around it");
  return acts;
};

/** What the keys of the verbs do to a case; `onCase` says to which, if any. */
export const useVerbKeys = (
  onCase: (act: (target: ActTarget) => void) => () => void,
): Shortcuts => {
  const { act } = useCaseActs();
  const pairs = verbKeys.map(({ key, verbs: [first, ...others] }) => {
    const press = onCase((target) => {
      const verb = others.find((other) => target.verbs.includes(other)) ?? first;
      if (verb) act(verb, target);
    });
    return [key, press] as const;
  });
  return Object.fromEntries(pairs);
};

const whyNot = (verb: CaseVerb, { verbs, state, claimant, ticket }: ActTarget): string => {
  if (verbs.length === 0) return "Your roles do not allow changes.";
  const seen = { state, ticketNo: ticket?.no ?? null, isMine: claimant?.isMe === true };
  return verbOf(verb).whyNot?.(seen) ?? "Its state does not allow this.";
};
