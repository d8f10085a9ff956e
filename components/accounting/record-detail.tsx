import type { Route } from "next";
import Link from "next/link";
import { CopyButton } from "@/components/ui/copy-button";
import { DefinitionList } from "@/components/ui/definition-list";
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import type { RecordRow } from "@/lib/accounting/lists/records";
import { explorerPath, printQuery } from "@/lib/accounting/params/explorer";
import { toCurl } from "@/lib/accounting/params/explorer-code";
import { formatNumber } from "@/lib/platform/format";
import { ExactTime } from "./exact-time";

interface RecordDetailProps {
  row: RecordRow;
  origin: string;
  /** The server's clock, ISO. */
  now: string;
}

const queryOf = (recordId: string) =>
  printQuery({
    conditions: [{ field: "record_id", name: "", operator: "is", value: recordId }],
    sort: null,
    limit: "",
  });

/** All that is stored of a record, and how to ask for it elsewhere. */
export const RecordDetail = ({ row, origin }: RecordDetailProps) => (
  <div className="space-y-4">
    <DefinitionList
      columns={3}
      facts={[
        { term: "Site", value: row.site ?? "–" },
        { term: "Group", value: row.group ?? "–" },
        { term: "User", value: row.user ?? "–" },
        { term: "Start (UTC)", value: <ExactTime at={row.startAt} /> },
        {
          term: "Stop (UTC)",
          value: row.stopAt === null ? "Still running" : <ExactTime at={row.stopAt} />,
        },
        {
          term: "Runtime",
          value:
            row.runtimeSeconds === null
              ? "Still running"
              : `${formatNumber(BigInt(row.runtimeSeconds))} s`,
        },
      ]}
    />
    <ComponentTable row={row} />
    <MetaTable row={row} />
    <section aria-label="The record as the API answers it" className="space-y-1">
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what it can focus
        tabIndex={0}
        className="max-h-40 overflow-auto rounded-md border border-border bg-muted p-2 font-mono text-xs break-all whitespace-pre-wrap"
      >
        {row.line}
      </pre>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={row.line} label="Copy as JSON" isWide variant="secondary" />
        <CopyButton
          text={toCurl(origin, queryOf(row.recordId))}
          label="Copy as API call"
          isWide
          variant="secondary"
        />
        <Link
          href={explorerPath(queryOf(row.recordId)) as Route}
          className="inline-flex min-h-7 items-center text-primary hover:underline"
        >
          Link to this record
        </Link>
      </div>
    </section>
  </div>
);

const ComponentTable = ({ row }: { row: RecordRow }) => {
  if (row.components.length === 0) {
    return <p className="text-muted-foreground">The record has no components.</p>;
  }
  return (
    <Table label="Components of the record">
      <TableCaption>Components of the record</TableCaption>
      <TableHeader>
        <tr>
          <TableHead>Component</TableHead>
          <TableHead className="text-right">Amount</TableHead>
          <TableHead>Scores</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {row.components.map(({ name, amount, scores }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a record may name a component twice
          <TableRow key={index}>
            <TableCell>{name}</TableCell>
            <TableCell className="text-right tabular-nums">
              {formatNumber(BigInt(amount))}
            </TableCell>
            <TableCell>
              {scores.map((score) => `${score.name} ${score.value}`).join(", ") || "–"}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
};

const MetaTable = ({ row: { meta } }: { row: RecordRow }) => {
  if (meta === null || meta.length === 0) {
    return <p className="text-muted-foreground">The record has no meta.</p>;
  }
  return (
    <Table label="Meta of the record">
      <TableCaption>Meta of the record</TableCaption>
      <TableHeader>
        <tr>
          <TableHead>Meta key</TableHead>
          <TableHead>Values</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {meta.map(({ key, values }) => (
          <TableRow key={key}>
            <TableCell>{key}</TableCell>
            <TableCell className="break-all">{values.join(", ") || "–"}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
};
