import Link from "next/link";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import { feedPath } from "@/lib/dataspace/params";
import type {
  ChangeKind,
  DiffSide,
  GenerationDiff,
  KeyChange,
} from "@/lib/dataspace/queries/diff-generations";
import { formatBytes } from "@/lib/platform/format";

const looks: Record<ChangeKind, { tone: BadgeTone; text: string }> = {
  added: { tone: "success", text: "Added" },
  removed: { tone: "danger", text: "Removed" },
  changed: { tone: "info", text: "Changed" },
  same: { tone: "neutral", text: "Equal" },
  carried: { tone: "warning", text: "Carried" },
};

const kinds = Object.keys(looks) as ChangeKind[];

interface DiffTableProps {
  feed: string;
  diff: GenerationDiff;
}

/** What differs between two generations, what really changed first. */
export const DiffTable = ({ feed, diff }: DiffTableProps) => {
  const { from, to, changes } = diff;
  const sorted = kinds.flatMap((kind) => changes.filter((change) => change.kind === kind));
  const title = `From generation ${from} to ${to}`;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
        <p className="text-sm text-muted-foreground">{countsOf(changes)}</p>
      </CardHeader>
      {changes.length === 0 ? (
        <EmptyState title="Nothing to compare" text="Neither generation holds a product." />
      ) : (
        <Table label={title}>
          <TableCaption>{title}</TableCaption>
          <TableHeader>
            <tr>
              <TableHead>Key</TableHead>
              <TableHead>What became of it</TableHead>
              <TableHead>In {from}</TableHead>
              <TableHead>In {to}</TableHead>
            </tr>
          </TableHeader>
          <TableBody>
            {sorted.map((change) => (
              <TableRow key={change.key}>
                <TableCell className="font-mono">{change.key}</TableCell>
                <TableCell>
                  <Badge tone={looks[change.kind].tone}>{looks[change.kind].text}</Badge>
                </TableCell>
                <Side feed={feed} number={from} change={change} side={change.was} />
                <Side feed={feed} number={to} change={change} side={change.now} />
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
};

interface SideProps {
  feed: string;
  number: number;
  change: KeyChange;
  side: DiffSide | null;
}

const Side = ({ feed, number, change, side }: SideProps) => (
  <TableCell>
    {side === null ? (
      "–"
    ) : (
      <>
        <Link
          href={{
            pathname: feedPath(feed, `/${number}`),
            query: { key: change.key },
            hash: "value",
          }}
          className="inline-block min-h-6 content-center text-primary hover:underline"
        >
          {formatBytes(BigInt(side.rawSize))}
          <span className="sr-only">
            : value of {change.key} in generation {number}
          </span>
        </Link>
        <span className="text-muted-foreground">
          {" "}
          made <Instant at={side.madeAt} />
          {side.originNumber === number ? "" : `, from generation ${side.originNumber}`}
        </span>
      </>
    )}
  </TableCell>
);

function countsOf(changes: readonly KeyChange[]): string {
  const parts = kinds.flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count === 0 ? [] : [`${count} ${looks[kind].text.toLowerCase()}`];
  });
  return parts.join(", ");
}
