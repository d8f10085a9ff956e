import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { Instant } from "@/components/ui/instant";
import { LinkButton } from "@/components/ui/link-button";
import { feedPath } from "@/lib/dataspace/params";
import type { GenerationDetail } from "@/lib/dataspace/queries/get-generation";
import { formatNumber } from "@/lib/platform/format";

/** One accepted ingest: who, when, how much, and the way to the ones beside it. */
export const GenerationFacts = ({ generation }: { generation: GenerationDetail }) => {
  const { number, sender, receivedAt, summary, isNewest } = generation;
  return (
    <Card>
      <CardHeader>
        <CardTitle>
          Generation {number}
          {isNewest ? ", the newest" : ""}
        </CardTitle>
        <Beside generation={generation} />
      </CardHeader>
      <CardContent>
        <DefinitionList
          columns={3}
          facts={[
            { term: "Made", value: <Instant at={generation.madeAt} /> },
            {
              term: "Received",
              value: receivedAt === null ? "–" : <Instant at={receivedAt} />,
            },
            { term: "Sender", value: sender === null ? "–" : `${sender.name} (${sender.id})` },
            { term: "Rows", value: rowsOf(generation) },
            { term: "Summary", value: summary ?? "–" },
            {
              term: "Request",
              value: <code className="font-mono text-sm">{generation.requestRef}</code>,
            },
          ]}
        />
      </CardContent>
    </Card>
  );
};

const Beside = ({ generation }: { generation: GenerationDetail }) => {
  const { feed, number, previous, next } = generation;
  return (
    <nav aria-label="Generations" className="flex flex-wrap gap-2">
      {previous === null ? null : (
        <>
          <LinkButton
            size="sm"
            href={{
              pathname: feedPath(feed, "/diff"),
              query: { from: String(previous), to: String(number) },
            }}
          >
            Compare with {previous}
          </LinkButton>
          <LinkButton size="sm" href={{ pathname: feedPath(feed, `/${previous}`) }}>
            Previous
            <span className="sr-only"> generation</span>
          </LinkButton>
        </>
      )}
      {next === null ? null : (
        <LinkButton size="sm" href={{ pathname: feedPath(feed, `/${next}`) }}>
          Next
          <span className="sr-only"> generation</span>
        </LinkButton>
      )}
    </nav>
  );
};

function rowsOf(generation: GenerationDetail): string {
  const { receivedCount, storedCount, unchangedCount, rejectedCount } = generation;
  const parts = [
    `${formatNumber(receivedCount)} received`,
    `${formatNumber(storedCount)} stored`,
    `${formatNumber(unchangedCount)} unchanged`,
    `${formatNumber(rejectedCount)} rejected`,
  ];
  return parts.join(", ");
}
