"use client";

import { useState } from "react";
import type { RowSelection } from "@/components/data-table/use-row-selection";
import { Button } from "@/components/ui/button";
import { MAX_BULK } from "@/lib/cases/model";
import { type ManyVerb, verbOf } from "@/lib/cases/model/verbs";
import type { BulkResult } from "@/lib/cases/mutations/bulk";
import { BulkDialog } from "./bulk-dialog";
import { BulkReport } from "./bulk-report";
import { deciding } from "./verb-texts";

/** What somebody may do to many cases. */
export type BulkPowers = readonly ManyVerb[];

interface BulkBarProps {
  selection: RowSelection;
  powers: BulkPowers;
  hasDecision: boolean;
}

/** What can be done with the selected cases; it is there only while some are selected. */
export const BulkBar = ({ selection, powers, hasDecision }: BulkBarProps) => {
  const [verb, setVerb] = useState<ManyVerb | null>(null);
  const [report, setReport] = useState<{ verb: ManyVerb; result: BulkResult } | null>(null);
  const ids = [...selection.ids].map(Number);
  const isTooMany = ids.length > MAX_BULK;

  const finish = (done: ManyVerb, result: BulkResult) => {
    // What was skipped stays selected: somebody will want to do something else with it.
    selection.onChange(new Set(result.skipped.map(({ id }) => String(id))));
    if (result.skipped.length > 0) setReport({ verb: done, result });
  };

  return (
    <>
      {ids.length === 0 ? null : (
        <section
          aria-label="Selected cases"
          className="flex flex-wrap items-center gap-2 border-b border-border bg-accent px-2.5 py-2"
        >
          <p role="status" className="mr-2 text-sm font-medium">
            {ids.length} selected{isTooMany ? `; at most ${MAX_BULK} at once` : ""}
          </p>
          {isTooMany
            ? null
            : powers
                .filter((one) => hasDecision || !deciding.has(one))
                .map((one) => (
                  <Button key={one} size="sm" onClick={() => setVerb(one)}>
                    {verbOf(one).label}
                  </Button>
                ))}
          <Button size="sm" variant="ghost" onClick={selection.clear}>
            Clear selection
          </Button>
        </section>
      )}
      {verb === null ? null : (
        <BulkDialog
          verb={verb}
          ids={ids}
          onClose={() => setVerb(null)}
          onDone={(result) => finish(verb, result)}
        />
      )}
      {report === null ? null : <BulkReport {...report} onClose={() => setReport(null)} />}
    </>
  );
};
