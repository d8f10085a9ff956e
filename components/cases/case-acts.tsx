"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, use, useMemo, useState, useTransition } from "react";
import { useToast } from "@/components/ui/toast";
import type { CaseVerb } from "@/lib/cases/model";
import { TicketDialog } from "./ticket-dialog";
import { type ActTarget, VerbDialog } from "./verb-dialog";
import { verbTexts } from "./verb-texts";

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

  const finish = (verb: CaseVerb, target: ActTarget) => {
    setOpen(null);
    toast.success(`${target.account}: ${verbTexts[verb].done}`);
    props.onDone?.(verb, target);
  };

  return (
    <ActsContext value={acts}>
      {props.children}
      {open === null ? null : (
        <ActDialog
          key={`${open.verb}-${open.target.id}`}
          verb={open.verb}
          target={props.targets.find(({ id }) => id === open.target.id) ?? open.target}
          assignable={props.assignable}
          onClose={() => setOpen(null)}
          onDone={() => finish(open.verb, open.target)}
          onConflict={() => startTransition(() => router.refresh())}
        />
      )}
    </ActsContext>
  );
};

type ActDialogProps = React.ComponentProps<typeof TicketDialog> & { verb: CaseVerb };

const ActDialog = ({ verb, ...props }: ActDialogProps) =>
  verb === "ticket" ? <TicketDialog {...props} /> : <VerbDialog verb={verb} {...props} />;

export const useCaseActs = (): CaseActs => {
  const acts = use(ActsContext);
  if (acts === null) throw new Error("useCaseActs needs a CaseActsProvider around it");
  return acts;
};

const whyNot = (verb: CaseVerb, target: ActTarget): string => {
  if (target.verbs.length === 0) return "Your roles do not allow changes.";
  if (verb === "claim") return target.claimant?.isMe ? "It is yours already." : "It is taken.";
  if (verb === "accept" && target.state === "pending" && target.ticket === null) {
    return "A case is accepted with a ticket: link one first.";
  }
  if (verb === "accept" || verb === "reject") {
    return target.state === "pending"
      ? "Your roles do not allow decisions."
      : `It is ${target.state ?? "of a kind without decisions"}.`;
  }
  return "Its state does not allow this.";
};
