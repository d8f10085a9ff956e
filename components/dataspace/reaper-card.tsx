import { Alert } from "@/components/ui/alert";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { Instant } from "@/components/ui/instant";
import type { ReaperStateName } from "@/lib/dataspace/model";
import type { ReaperStatus } from "@/lib/dataspace/queries/read-reaper";

const looks: Record<ReaperStateName, { tone: BadgeTone; text: string }> = {
  BOOT: { tone: "neutral", text: "No worker has begun yet" },
  IDLE: { tone: "success", text: "Waits for its next pass" },
  ACTIVE: { tone: "info", text: "Removes old generations" },
  STEADY: { tone: "success", text: "Has done its last pass" },
  SHUTTINGDOWN: { tone: "warning", text: "Ends after this batch" },
  SHUTDOWN: { tone: "warning", text: "Stopped by an admin" },
  OFFLINE: { tone: "danger", text: "No worker looks after it" },
  ERROR: { tone: "danger", text: "The last pass failed" },
};

interface ReaperCardProps {
  reaper: ReaperStatus;
  /** The server's clock, ISO. */
  now: string;
}

/** What the one Reaper of the installation does. */
export const ReaperCard = ({ reaper, now }: ReaperCardProps) => {
  const { tone, text } = looks[reaper.state];
  const when = (at: Date | null) => (at === null ? "–" : <Instant at={at} relative now={now} />);
  return (
    <Card>
      <CardHeader>
        <CardTitle>Reaper</CardTitle>
        <Badge tone={tone}>{reaper.state}</Badge>
      </CardHeader>
      <CardContent className="space-y-3">
        {reaper.lastError === null ? null : (
          <Alert tone="error" title="The last pass failed">
            {reaper.lastError}. It is tried again at its next time.
          </Alert>
        )}
        {reaper.state === "OFFLINE" ? (
          <Alert tone="warn">
            No worker was seen for five minutes, so nothing is removed: start one.
          </Alert>
        ) : null}
        <DefinitionList
          columns={2}
          facts={[
            { term: "State", value: text },
            { term: "Next pass", value: when(reaper.nextRunAt) },
            { term: "Last pass began", value: when(reaper.lastStartedAt) },
            { term: "Last pass ended", value: when(reaper.lastEndedAt) },
            { term: "A worker last looked", value: when(reaper.heardAt) },
          ]}
        />
      </CardContent>
    </Card>
  );
};
