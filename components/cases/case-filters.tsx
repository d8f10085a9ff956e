"use client";

import { X } from "lucide-react";
import { ChoiceFilter } from "@/components/data-table/choice-filter";
import { DataTableSearch } from "@/components/data-table/data-table-search";
import { useTableFilters } from "@/components/data-table/use-table-url";
import { Button } from "@/components/ui/button";
import { caseStates, resources } from "@/lib/cases/model";
import { caseFilterParsers, ME, NOBODY, ticketFilters, whens } from "@/lib/cases/params";
import { type TableSpec, tableParams } from "@/lib/platform/table-params";
import { stateTexts } from "./verb-texts";

export interface FilterChoices {
  clusters: readonly { id: string; name: string }[];
  /** Empty for readers who are not staff. */
  people: readonly { uid: string; name: string }[];
  isForStaff: boolean;
  hasDecision: boolean;
}

const whenTexts = { current: "Current", archive: "Archive", all: "All reports" } as const;
const ticketTexts = { linked: "With ticket", none: "Without ticket" } as const;

/** Search and filters of the queue; every choice is in the address. */
export const CaseFilters = ({ choices, spec }: { choices: FilterChoices; spec: TableSpec }) => {
  const { parsers } = tableParams(spec);
  const { values, setFilters } = useTableFilters({
    ...caseFilterParsers,
    page: parsers.page,
    q: parsers.q,
  });
  const { cluster, state, resource, claimant, ticket, when, q } = values;
  const isNarrowed = Boolean(cluster || state || resource || claimant || ticket || q);
  const clear = () =>
    setFilters({
      cluster: null,
      state: null,
      resource: null,
      claimant: null,
      ticket: null,
      q: null,
    });

  return (
    <>
      <DataTableSearch params={{ spec }} label="Search the queue" className="sm:w-56" />
      <ChoiceFilter
        label="Reports"
        value={when}
        options={whens.map((value) => [value, whenTexts[value]])}
        onChange={(value) => setFilters({ when: oneOf(whens, value) })}
      />
      <ChoiceFilter
        label="Cluster"
        value={cluster}
        any="Any cluster"
        options={choices.clusters.map(({ id, name }) => [id, name])}
        onChange={(value) => setFilters({ cluster: value || null })}
      />
      {choices.hasDecision ? (
        <ChoiceFilter
          label="State"
          value={state ?? ""}
          any="Any state"
          options={caseStates.map((value) => [value, stateTexts[value]])}
          onChange={(value) => setFilters({ state: oneOf(caseStates, value) })}
        />
      ) : null}
      <ChoiceFilter
        label="Resource"
        value={resource ?? ""}
        any="CPU and GPU"
        options={resources.map((value) => [value, value.toUpperCase()])}
        onChange={(value) => setFilters({ resource: oneOf(resources, value) })}
      />
      {choices.isForStaff ? (
        <>
          <ChoiceFilter
            label="Analyst"
            value={claimant}
            any="Any analyst"
            options={[
              [ME, "Mine"],
              [NOBODY, "Nobody's"],
              ...choices.people.map(({ uid, name }) => [uid, name] as const),
            ]}
            onChange={(value) => setFilters({ claimant: value || null })}
          />
          <ChoiceFilter
            label="Ticket"
            value={ticket ?? ""}
            any="Any ticket"
            options={ticketFilters.map((value) => [value, ticketTexts[value]])}
            onChange={(value) => setFilters({ ticket: oneOf(ticketFilters, value) })}
          />
        </>
      ) : null}
      {isNarrowed ? (
        <Button variant="ghost" onClick={clear}>
          <X aria-hidden />
          Clear filters
        </Button>
      ) : null}
    </>
  );
};

const oneOf = <Value extends string>(known: readonly Value[], text: string): Value | null =>
  known.find((value) => value === text) ?? null;
