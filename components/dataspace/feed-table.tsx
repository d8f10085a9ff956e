"use client";

import { X } from "lucide-react";
import { useMemo } from "react";
import { ChoiceFilter } from "@/components/data-table/choice-filter";
import { DataTable } from "@/components/data-table/data-table";
import { DataTableSearch } from "@/components/data-table/data-table-search";
import { useTableFilters } from "@/components/data-table/use-table-url";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { type FreshnessState, freshnessStates } from "@/lib/dataspace/model";
import { feedParsers, feedPath, feedTable } from "@/lib/dataspace/params";
import type { FeedChoices, FeedRow } from "@/lib/dataspace/queries/list-feeds";
import { feedColumns } from "./feed-columns";

const stateTexts: Record<FreshnessState, string> = {
  fresh: "Fresh",
  due: "Due",
  stale: "Stale",
  "very-stale": "Very stale",
  "no-data": "No data",
};

interface FeedTableProps {
  rows: readonly FeedRow[];
  rowCount: number;
  choices: FeedChoices;
  isFiltered: boolean;
  /** The server's clock, ISO. */
  now: string;
}

/** Every source, the worst first. */
export const FeedTable = ({ rows, rowCount, choices, isFiltered, now }: FeedTableProps) => {
  const columns = useMemo(() => feedColumns(now), [now]);
  return (
    <DataTable
      columns={columns}
      rows={rows}
      rowCount={rowCount}
      getRowId={(row) => row.freshness.feed}
      rowHref={(row) => feedPath(row.freshness.feed)}
      caption="Sources"
      noun="feeds"
      params={feedTable}
      toolbar={<FeedFilters choices={choices} />}
      empty={isFiltered ? <NoMatch /> : <NoFeeds />}
    />
  );
};

const NoMatch = () => (
  <EmptyState title="No such feed" text="Drop the search or one of the filters." />
);

const NoFeeds = () => (
  <EmptyState
    title="Nothing was received yet"
    text="A feed appears with its first report. An admin makes a component and a key for the machine that is to send it, under Admin."
  />
);

const FeedFilters = ({ choices }: { choices: FeedChoices }) => {
  const { values, setFilters } = useTableFilters(feedParsers);
  const { kind, cluster, state, q } = values;
  const stateOf = (text: string) => freshnessStates.find((known) => known === text) ?? null;
  return (
    <>
      <DataTableSearch params={feedTable} label="Search feeds and senders" className="sm:w-56" />
      <ChoiceFilter
        label="Freshness"
        any="Any freshness"
        value={state}
        options={freshnessStates.map((one) => [one, stateTexts[one]])}
        onChange={(text) => setFilters({ state: stateOf(text) })}
      />
      <ChoiceFilter
        label="Kind"
        any="Any kind"
        value={kind}
        options={choices.kinds.map((one) => [one, one])}
        onChange={(text) => setFilters({ kind: text || null })}
      />
      <ChoiceFilter
        label="Cluster"
        any="Any cluster"
        value={cluster}
        options={choices.clusters.map(({ id, name }) => [id, name])}
        onChange={(text) => setFilters({ cluster: text || null })}
      />
      {kind || cluster || state || q ? (
        <Button
          variant="ghost"
          onClick={() => setFilters({ kind: null, cluster: null, state: null, q: null })}
        >
          <X aria-hidden />
          Clear filters
        </Button>
      ) : null}
    </>
  );
};
