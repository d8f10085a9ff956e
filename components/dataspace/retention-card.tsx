import Link from "next/link";
import { Card, CardContent, CardFooter, CardHeader, CardTitle } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { feedPath } from "@/lib/dataspace/params";
import type { RetentionOverride, RetentionSettings } from "@/lib/dataspace/queries/read-reaper";
import { formatDuration, formatNumber } from "@/lib/platform/format";
import { RetentionDialog } from "./retention-dialog";

interface RetentionCardProps {
  settings: RetentionSettings;
  overrides: readonly RetentionOverride[];
}

/** How long generations are kept, and which feeds differ. */
export const RetentionCard = ({ settings, overrides }: RetentionCardProps) => (
  <Card>
    <CardHeader>
      <CardTitle>Settings</CardTitle>
      <RetentionDialog settings={settings} />
    </CardHeader>
    <CardContent>
      <DefinitionList
        columns={2}
        facts={[
          { term: "Generations are kept", value: days(settings.retentionDays) },
          { term: "A pass every", value: formatDuration(settings.secondsBetweenRuns) },
          { term: "Delay after a start", value: formatDuration(settings.startDelaySeconds) },
          { term: "Products a batch removes", value: formatNumber(settings.batchSize) },
        ]}
      />
    </CardContent>
    <CardFooter className="block text-sm">
      {overrides.length === 0 ? (
        <p className="text-muted-foreground">
          No feed is kept for a time of its own; that is set on the feed's page.
        </p>
      ) : (
        <ul aria-label="Feeds that are kept for a time of their own" className="space-y-1">
          {overrides.map(({ feed, retentionDays }) => (
            <li key={feed}>
              <Link
                href={{ pathname: feedPath(feed) }}
                className="inline-block min-h-6 content-center text-primary hover:underline"
              >
                {feed}
              </Link>
              : {days(retentionDays)}
            </li>
          ))}
        </ul>
      )}
    </CardFooter>
  </Card>
);

const days = (count: number): string => `${formatNumber(count)} days`;
