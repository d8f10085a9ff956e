import { TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Instant } from "@/components/ui/instant";
import type { ComponentRow } from "@/lib/admin/queries/components";

type LastHeardProps = { at: Date | null; now: string };

export const LastHeard = ({ at, now }: LastHeardProps) =>
  at === null ? <span>Never</span> : <Instant at={at} relative now={now} />;

/** Silence is judged by the server, with its own clock. */
export const HeartbeatBadge = ({
  component,
}: {
  component: Pick<ComponentRow, "isOverdue" | "intervalSeconds" | "lastHeardAt">;
}) => {
  if (component.isOverdue) {
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
