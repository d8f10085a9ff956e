import { CircleCheck, OctagonAlert, TriangleAlert } from "lucide-react";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { type Level, levelNames } from "@/lib/storage/model/warnings";

const looks: Record<Level, { tone: BadgeTone; icon: typeof CircleCheck }> = {
  1: { tone: "success", icon: CircleCheck },
  2: { tone: "warning", icon: TriangleAlert },
  3: { tone: "danger", icon: OctagonAlert },
};

/** The level as the model has it; a number that is none counts as the lowest. */
export const asLevel = (level: number): Level => (level === 2 || level === 3 ? level : 1);

/** A level by colour, shape and words. */
export const LevelBadge = ({ level, of }: { level: number; of?: string }) => {
  const known = asLevel(level);
  const { tone, icon: Icon } = looks[known];
  return (
    <Badge tone={tone} data-level={known}>
      <Icon aria-hidden />
      {levelNames[known]}
      {of === undefined ? null : <span className="sr-only"> by {of}</span>}
    </Badge>
  );
};
