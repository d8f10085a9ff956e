import type { ReactNode } from "react";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import type { UsageTotals } from "@/lib/storage/queries/list-distribution";
import type { VolumeAge } from "@/lib/storage/queries/list-volumes";

interface VolumeHeadingProps {
  volume: VolumeAge;
  totals: UsageTotals;
  live: ReactNode;
}

/** What a volume is and holds. */
export const VolumeHeading = ({ volume, totals, live }: VolumeHeadingProps) => (
  <PageHeader
    title={volume.name}
    meta={live}
    description={
      volume.recordOn === null
        ? `Mounted at ${volume.mountPath}. No scan was stored yet.`
        : `Mounted at ${volume.mountPath}. By the scan of ${volume.recordOn}: ${formatBytes(totals.usedBytes)} in ${formatNumber(totals.usedInodes)} files of ${formatNumber(totals.groupCount)} groups.`
    }
    actions={
      <>
        <LinkButton href={{ pathname: "/storage", query: { volume: volume.name } }}>
          Quota warnings
        </LinkButton>
        <LinkButton href={{ pathname: "/storage/tree", query: { volume: volume.name } }}>
          Tree
        </LinkButton>
      </>
    }
  />
);
