import type { ReactNode } from "react";
import { cn } from "@/lib/platform/cn";

type Fact = { term: string; value: ReactNode };

type DefinitionListProps = { facts: readonly Fact[]; columns?: 1 | 2 | 3; className?: string };

const COLUMNS = { 1: "", 2: "sm:grid-cols-2", 3: "sm:grid-cols-2 lg:grid-cols-3" };

/** Facts about one thing: term above value, in up to three columns. */
export const DefinitionList = ({ facts, columns = 2, className }: DefinitionListProps) => (
  <dl
    data-slot="definition-list"
    className={cn("grid gap-x-6 gap-y-2.5", COLUMNS[columns], className)}
  >
    {facts.map((fact) => (
      <div key={fact.term} className="min-w-0">
        <dt className="text-sm text-muted-foreground">{fact.term}</dt>
        <dd className="text-base break-words">{fact.value}</dd>
      </div>
    ))}
  </dl>
);
