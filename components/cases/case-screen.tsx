"use client";

import type { Route } from "next";
import { useRouter, useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import { KeyboardSheet } from "@/components/shell/keyboard-sheet";
import { useShortcuts } from "@/components/shell/use-shortcuts";
import { LinkButton } from "@/components/ui/link-button";
import { useToast } from "@/components/ui/toast";
import type { CaseDetail } from "@/lib/cases/queries/get-case";
import { CaseActsProvider, useVerbKeys } from "./case-acts";
import { CaseHeader } from "./case-header";
import { caseShortcuts } from "./shortcut-texts";
import { deciding } from "./verb-texts";

interface CaseScreenProps {
  detail: CaseDetail;
  neighbours: { previous: number | null; next: number | null };
  people: readonly { uid: string; name: string }[];
  children: ReactNode;
}

/** The case with its actions, and the way through the queue without going back to it. */
export const CaseScreen = ({ detail, neighbours, people, children }: CaseScreenProps) => {
  const router = useRouter();
  const toast = useToast();
  const addressOf = useCaseAddress(detail.type);
  return (
    <CaseActsProvider
      targets={[detail]}
      assignable={people}
      onDone={(verb) => {
        if (!deciding.has(verb)) return;
        if (neighbours.next !== null) router.push(addressOf(neighbours.next));
        else toast.info("That was the last case of this queue");
      }}
    >
      <CaseNav detail={detail} neighbours={neighbours} />
      <CaseHeader detail={detail} />
      {children}
    </CaseActsProvider>
  );
};

/** Addresses keep the queue's filters and order, so that going on and going back lose nothing. */
const useCaseAddress = (type: string) => {
  const query = new URLSearchParams(useSearchParams());
  query.set("type", type);
  return (id: number | null): Route =>
    `${id === null ? "/cases" : `/cases/${id}`}?${query}` as Route;
};

const CaseNav = ({ detail, neighbours }: Pick<CaseScreenProps, "detail" | "neighbours">) => {
  const { previous, next } = neighbours;
  const router = useRouter();
  const toast = useToast();
  const addressOf = useCaseAddress(detail.type);
  const go = (id: number | null, end: string) => () => {
    if (id === null) toast.info(end);
    else router.push(addressOf(id));
  };
  const verbs = useVerbKeys((act) => () => act(detail));
  useShortcuts({
    ...verbs,
    j: go(next, "This is the last case of this queue"),
    k: go(previous, "This is the first case of this queue"),
  });

  return (
    <nav aria-label="Queue" className="mb-3 flex flex-wrap items-center gap-2">
      <LinkButton href={addressOf(null)} variant="ghost" size="sm">
        Back to the queue
      </LinkButton>
      <span className="ml-auto flex items-center gap-2">
        {previous === null ? null : (
          <LinkButton href={addressOf(previous)} size="sm">
            Previous case
          </LinkButton>
        )}
        {next === null ? null : (
          <LinkButton href={addressOf(next)} size="sm">
            Next case
          </LinkButton>
        )}
        <KeyboardSheet groups={caseShortcuts} />
      </span>
    </nav>
  );
};
