"use client";

import { X } from "lucide-react";
import { DataTableSearch } from "@/components/data-table/data-table-search";
import { useTableFilters } from "@/components/data-table/use-table-url";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
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
      <Choice
        label="Reports"
        value={when}
        options={whens.map((value) => [value, whenTexts[value]])}
        onChange={(value) => setFilters({ when: oneOf(whens, value) })}
      />
      <Choice
        label="Cluster"
        value={cluster}
        any="Any cluster"
        options={choices.clusters.map(({ id, name }) => [id, name])}
        onChange={(value) => setFilters({ cluster: value || null })}
      />
      {choices.hasDecision ? (
        <Choice
          label="State"
          value={state ?? ""}
          any="Any state"
          options={caseStates.map((value) => [value, stateTexts[value]])}
          onChange={(value) => setFilters({ state: oneOf(caseStates, value) })}
        />
      ) : null}
      <Choice
        label="Resource"
        value={resource ?? ""}
        any="CPU and GPU"
        options={resources.map((value) => [value, value.toUpperCase()])}
        onChange={(value) => setFilters({ resource: oneOf(resources, value) })}
      />
      {choices.isForStaff ? (
        <>
          <Choice
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
          <Choice
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

interface ChoiceProps {
  label: string;
  value: string;
  /** The words for "no filter"; without them one of the options always holds. */
  any?: string;
  options: readonly (readonly [value: string, text: string])[];
  onChange: (value: string) => void;
}

const Choice = ({ label, value, any, options, onChange }: ChoiceProps) => (
  <Select
    aria-label={label}
    value={value}
    className="w-auto max-w-44"
    onChange={(event) => onChange(event.target.value)}
  >
    {any === undefined ? null : <option value="">{any}</option>}
    {value && !options.some(([known]) => known === value) ? (
      <option value={value}>{value}</option>
    ) : null}
    {options.map(([known, text]) => (
      <option key={known} value={known}>
        {text}
      </option>
    ))}
  </Select>
);
