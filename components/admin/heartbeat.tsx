import { TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Instant } from "@/components/ui/instant";
import type { ComponentRow } from "@/lib/admin/lists/components";
import { isOverdue } from "@/lib/admin/model";
import { formatDuration } from "@/lib/platform/format";

type LastHeardProps = { at: Date | null; now: string };

export const LastHeard = ({ at, now }: LastHeardProps) =>
  at === null ? <span>Never</span> : <Instant at={at} relative now={now} />;

/** How often a component is to be heard. */
export const expectedText = ({ intervalSeconds }: Pick<ComponentRow, "intervalSeconds">): string =>
  intervalSeconds === null ? "–" : `every ${formatDuration(intervalSeconds)}`;

/** Silence is judged by the server's clock, `now`. */
export const HeartbeatBadge = ({ component, now }: { component: ComponentRow; now: string }) => {
  if (isOverdue(component, new Date(now))) {
    return (
      <Badge tone="danger">
        <TriangleAlert aria-hidden />
        Overdue
      </Badge>
    );
  }
  if (component.intervalSeconds === null) return <Badge>Not watched</Badge>;
  return component.lastHeardAt === null ? (
    <Badge>Expected</Badge>
  ) : (
    <Badge tone="success">On time</Badge>
  );
};
