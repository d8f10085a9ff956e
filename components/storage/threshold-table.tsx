import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import { formatPercent } from "@/lib/platform/format";
import type { Threshold } from "@/lib/storage/model/warnings";
import { LevelBadge } from "./level-badge";

/** The thresholds in force: forecast share of the quota by days ahead. */
export const ThresholdTable = ({ thresholds }: { thresholds: readonly Threshold[] }) => {
  const days = [...new Set(thresholds.map(({ daysAhead }) => daysAhead))].sort((a, b) => a - b);
  const shares = [...new Set(thresholds.map(({ share }) => share))].sort((a, b) => b - a);
  return (
    <Table label="Thresholds in force" className="w-auto">
      <TableCaption>Thresholds in force</TableCaption>
      <TableHeader>
        <tr>
          <TableHead>Forecast share of the quota</TableHead>
          {days.map((ahead) => (
            <TableHead key={ahead}>in {ahead} days</TableHead>
          ))}
        </tr>
      </TableHeader>
      <TableBody>
        {shares.map((share) => (
          <TableRow key={share}>
            <TableCell>more than {formatPercent(share)}</TableCell>
            {days.map((ahead) => (
              <TableCell key={ahead}>
                <Level thresholds={thresholds} daysAhead={ahead} share={share} />
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
};

interface LevelProps {
  thresholds: readonly Threshold[];
  daysAhead: number;
  share: number;
}

// Above a share, every lower threshold of the same day is passed too.
const Level = ({ thresholds, daysAhead, share }: LevelProps) => {
  const passed = thresholds.filter((one) => one.daysAhead === daysAhead && one.share <= share);
  const level = Math.max(1, ...passed.map((one) => one.level));
  return level === 1 ? <>–</> : <LevelBadge level={level} />;
};
