import { Alert } from "@/components/ui/alert";
import { formatPercent } from "@/lib/platform/format";
import type { GroupUsageRow } from "@/lib/storage/lists/group-usage";

/** Says how near the quota is, and where three or seven days lead by the classic rule. */
export const QuotaWarning = ({ row }: { row: GroupUsageRow }) => (
  <>
    <Warning
      level={row.level}
      noun="storage"
      share={row.usage}
      in3Days={shareOf(row.bytesIn3Days, row.quota)}
      in7Days={shareOf(row.bytesIn7Days, row.quota)}
    />
    <Warning
      level={row.filesLevel}
      noun="file"
      share={row.filesUsage}
      in3Days={shareOf(row.inodesIn3Days, row.filesQuota)}
      in7Days={shareOf(row.inodesIn7Days, row.filesQuota)}
    />
  </>
);

const shareOf = (predicted: number, quota: bigint | null): number | null =>
  quota === null || quota <= 0n ? null : predicted / Number(quota);

interface WarningProps {
  level: number;
  noun: "storage" | "file";
  share: number | null;
  in3Days: number | null;
  in7Days: number | null;
}

const Warning = ({ level, noun, share, in3Days, in7Days }: WarningProps) => {
  if (level < 2 || share === null) return null;
  const isUrgent = level === 3;
  const quota = `${noun} quota`;
  const predicted = isUrgent ? in3Days : in7Days;
  return (
    <Alert
      tone={isUrgent ? "error" : "warn"}
      title={`WARNING - You are ${isUrgent ? "very quickly " : ""}approaching your ${quota}`}
    >
      You are currently at {formatPercent(share, 0)} of your {quota}, and are predicted to reach{" "}
      {formatPercent(predicted, 0)} within {isUrgent ? "three days" : "a week"}.{" "}
      {isUrgent
        ? "Urgently review the data being stored, or your capacity requirements."
        : "Review the data being stored, or your capacity requirements."}
    </Alert>
  );
};
