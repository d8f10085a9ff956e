import type { Route } from "next";
import Link from "next/link";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { FindingKind, FindingLevel } from "@/lib/accounting/model/quality";
import { explorerPath, printQuery } from "@/lib/accounting/params/explorer";
import type { QualityFinding } from "@/lib/accounting/queries/quality-report";
import { formatNumber } from "@/lib/platform/format";

const levels: Record<FindingLevel, { tone: BadgeTone; text: string }> = {
  error: { tone: "danger", text: "Wrong or missing" },
  warning: { tone: "warning", text: "Perhaps wrong" },
  note: { tone: "neutral", text: "Worth a look" },
};

/** What is counted, where it is no record. */
const nouns: Partial<Record<FindingKind, [one: string, many: string]>> = {
  silent: ["collector", "collectors"],
  refused: ["row", "rows"],
};

const LINK = "inline-block min-h-6 content-center break-all text-primary hover:underline";

const recordPath = (value: string) =>
  explorerPath(
    printQuery({
      conditions: [{ field: "record_id", name: "", operator: "is", value }],
      sort: null,
      limit: "",
    }),
  );

interface FindingCardProps {
  finding: QualityFinding;
  /** Where the names of this finding lead, by name; none for a reader who may not go there. */
  hrefs: Readonly<Record<string, string>>;
}

/** One kind of fault: how many, what it means, and the records that have it. */
export const FindingCard = ({ finding, hrefs }: FindingCardProps) => {
  const { kind, title, level, advice, count, isSample, examples, names, query } = finding;
  const [one, many] = nouns[kind] ?? ["record", "records"];
  return (
    <Card data-finding={kind}>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
        <span className="flex items-center gap-2">
          <span className="text-base font-semibold tabular-nums">
            {formatNumber(count)} {count === 1 ? one : many}
          </span>
          <Badge tone={levels[level].tone}>{levels[level].text}</Badge>
        </span>
      </CardHeader>
      <CardContent className="space-y-2">
        <p>{advice}</p>
        {isSample ? (
          <p className="text-sm text-muted-foreground">Of the newest 2,000 records.</p>
        ) : null}
        {names.length === 0 ? null : <Names names={names} hrefs={hrefs} />}
        {examples.length === 0 ? null : <Examples ids={examples} />}
        {query === null ? null : (
          <Link href={explorerPath(query) as Route} className={LINK}>
            Show them in the explorer
          </Link>
        )}
      </CardContent>
    </Card>
  );
};

const Names = ({
  names,
  hrefs,
}: Pick<QualityFinding, "names"> & Pick<FindingCardProps, "hrefs">) => (
  <ul className="space-y-0.5">
    {names.map(({ name, count }) => {
      const href = hrefs[name];
      return (
        <li key={name} className="flex flex-wrap items-center gap-x-2">
          {href === undefined ? (
            <span className="break-all">{name}</span>
          ) : (
            <Link href={href as Route} className={LINK}>
              {name}
            </Link>
          )}
          {count > 1 ? (
            <span className="text-sm text-muted-foreground tabular-nums">
              {formatNumber(count)}
            </span>
          ) : null}
        </li>
      );
    })}
  </ul>
);

const Examples = ({ ids }: { ids: readonly string[] }) => (
  <div>
    <p className="text-sm text-muted-foreground">For example</p>
    <ul className="flex flex-wrap gap-x-3">
      {ids.map((id) => (
        <li key={id}>
          <Link href={recordPath(id) as Route} className={LINK}>
            {id}
          </Link>
        </li>
      ))}
    </ul>
  </div>
);
