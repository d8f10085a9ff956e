"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { focusSearch, useShortcuts } from "@/components/shell/use-shortcuts";
import { useToast } from "@/components/ui/toast";
import type { CaseRow } from "@/lib/cases/queries/case-row";
import { useVerbKeys } from "./case-acts";

interface QueueKeys {
  rows: readonly CaseRow[];
  hrefOf: (row: CaseRow) => string;
  activeId: number | null;
  onActivate: (id: number) => void;
  onToggle: (id: number) => void;
}

/** The queue by keyboard. A verb's key does nothing until a case was chosen on purpose. */
export const useQueueKeys = (queue: QueueKeys): void => {
  const { rows, activeId } = queue;
  const router = useRouter();
  const toast = useToast();
  const index = rows.findIndex(({ id }) => id === activeId);
  const active = rows[index];

  const move = (step: number) => {
    const next = rows[index < 0 ? 0 : Math.min(Math.max(0, index + step), rows.length - 1)];
    if (next) queue.onActivate(next.id);
  };
  const onActive = (run: (row: CaseRow) => void) => () => {
    if (active) run(active);
    else toast.info("Choose a case first", "J and K move through the queue.");
  };
  const down = () => move(1);
  const up = () => move(-1);
  const verbs = useVerbKeys((act) => onActive(act));

  useShortcuts({
    j: down,
    ArrowDown: down,
    k: up,
    ArrowUp: up,
    Enter: onActive((row) => router.push(queue.hrefOf(row) as never)),
    ...verbs,
    x: onActive((row) => queue.onToggle(row.id)),
    "/": focusSearch,
  });
};

/** The active row; after a decision the one below takes its place. */
export const useActiveRow = (rows: readonly CaseRow[]) => {
  const [activeId, setActiveId] = useState<number | null>(null);
  const goOn = (id: number) => {
    const index = rows.findIndex((row) => row.id === id);
    const next = rows[index + 1] ?? rows[index - 1];
    if (index >= 0 && next) setActiveId(next.id);
  };
  return { activeId, setActiveId, goOn };
};
