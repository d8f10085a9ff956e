import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { RollupFreshness } from "@/components/accounting/rollup-freshness";
import { UsageChartFigure } from "@/components/accounting/usage-chart";
import { AccountCases } from "@/components/cases/account-cases";
import { GroupHeading } from "@/components/groups/group-heading";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { DirectoryTable } from "@/components/storage/directory-table";
import { ForecastPicker } from "@/components/storage/forecast-picker";
import { GroupLevel, GroupTotals } from "@/components/storage/group-totals";
import { GroupBases, GroupVolumes } from "@/components/storage/group-uses";
import { GroupVaults } from "@/components/storage/group-vaults";
import { QuotaWarning } from "@/components/storage/quota-warning";
import { UsageHistory } from "@/components/storage/usage-history";
import { UserShares } from "@/components/storage/user-shares";
import { EmptyState } from "@/components/ui/empty-state";
import { rollupState } from "@/lib/accounting/queries/rollup-state";
import { usageOfAccount } from "@/lib/accounting/queries/usage-of-account";
import { may, type Viewer } from "@/lib/auth/model";
import { listGroupCases } from "@/lib/cases/queries/list-group-cases";
import { feedPath } from "@/lib/dataspace/params";
import { findFreshness } from "@/lib/dataspace/queries/find-freshness";
import { loadGroupPageParams, readGroupName } from "@/lib/groups/params";
import { identifyGroup } from "@/lib/groups/queries/identify-group";
import { now } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import type { BaseUsageTrendRow } from "@/lib/storage/lists/base-usage";
import type { GroupUsageTrendRow } from "@/lib/storage/lists/group-usage";
import { scanFeedName } from "@/lib/storage/model/scan";
import {
  listGroupBases,
  listGroupVolumes,
  listUsageHistory,
} from "@/lib/storage/queries/get-group-storage";
import { listBaseDirectories } from "@/lib/storage/queries/list-base-directories";
import { listUserShares } from "@/lib/storage/queries/list-user-shares";
import { listVaultSums } from "@/lib/storage/queries/list-vault-sums";

/** How far back compute use is shown. */
const USAGE_DAYS = 90;

interface GroupPageProps {
  params: Promise<{ name: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: GroupPageProps): Promise<Metadata> {
  return { title: readGroupName((await params).name) ?? "Group" };
}

export default gatedPage<GroupPageProps>(null, async (viewer, props) => {
  const asked = readGroupName((await props.params).name);
  if (asked === undefined) throw new AppError("not_found", "There is no such group.");
  const group = await identifyGroup(viewer, asked);
  const { name } = group;
  const hasStorage = group.gid !== null && may(viewer, "storage:read");
  const [volumes, bases, cases, usage] = await Promise.all([
    hasStorage ? listGroupVolumes(viewer, group.gid ?? "") : [],
    hasStorage ? listGroupBases(viewer, group.gid ?? "") : [],
    may(viewer, "case:read") ? listGroupCases(viewer, name) : null,
    may(viewer, "accounting:read") ? openUsage(viewer, name) : null,
  ]);
  // A name that nothing knows is a mistake in the address.
  const isSeen = volumes.length > 0 || cases?.rowCount || usage?.chart.series.length;
  if (!group.isKnown && !isSeen) {
    throw new AppError("not_found", "There is no such group.");
  }
  const params = await loadGroupPageParams(props.searchParams);
  const chosen = bases.find(({ baseId }) => baseId === params.base);
  const wished = chosen?.volume ?? params.volume;
  const total = volumes.find(({ volume }) => volume === wished) ?? volumes[0];
  const base = chosen ?? bases.find(({ volume }) => volume === total?.volume);
  const at = now().toISOString();
  return (
    <>
      <GroupHeading
        group={group}
        storage={<GroupTotals volumes={volumes} />}
        badges={<GroupLevel volumes={volumes} />}
        live={<LiveRefresh room="storage" />}
      />
      <div className="space-y-4">
        {total === undefined ? (
          <NoStorage isReader={may(viewer, "storage:read")} />
        ) : (
          <>
            <GroupVolumes group={name} rows={volumes} shownId={total.id} now={at} />
            <VolumeSection viewer={viewer} row={total} at={at} />
          </>
        )}
        {base === undefined ? null : (
          <>
            <GroupBases group={name} rows={bases} shownId={base.id} now={at} />
            <BaseSection viewer={viewer} row={base} search={props.searchParams} at={at} />
          </>
        )}
        {usage === null ? null : (
          <UsageChartFigure
            chart={usage.chart}
            by="user"
            measure="coreHours"
            title={`Core-hours of ${name} by user, ${USAGE_DAYS} days`}
            source={<RollupFreshness state={usage.state} now={at} />}
          />
        )}
        <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
          {hasStorage ? <GroupCards viewer={viewer} group={name} gid={group.gid ?? ""} /> : null}
          {cases === null ? null : <AccountCases {...cases} now={at} />}
        </div>
      </div>
    </>
  );
});

const NoStorage = ({ isReader }: { isReader: boolean }) =>
  isReader ? (
    <EmptyState
      title="No storage"
      text="The newest scans name no file of this group on any volume."
    />
  ) : null;

async function openUsage(viewer: Viewer, group: string) {
  const to = now();
  const from = new Date(to.getTime() - USAGE_DAYS * 86_400_000);
  const [chart, state] = await Promise.all([
    usageOfAccount(viewer, group, from, to),
    rollupState(viewer),
  ]);
  return { chart, state };
}

interface VolumeSectionProps {
  viewer: Viewer;
  row: GroupUsageTrendRow;
  at: string;
}

const VolumeSection = async ({ viewer, row, at }: VolumeSectionProps) => {
  const { gid, volume } = row;
  const feed = scanFeedName(volume);
  const [history, freshness] = await Promise.all([
    listUsageHistory({ gid, volume }),
    findFreshness(feed),
  ]);
  return (
    <section aria-labelledby="volume-title" className="space-y-4">
      <h2 id="volume-title" className="text-lg font-semibold break-all">
        Storage usage | {row.group} ({row.pi ?? "no PI"}) | {volume}
      </h2>
      <QuotaWarning row={row} />
      <UsageHistory
        key={row.id}
        row={row}
        history={history}
        freshness={freshness}
        feedHref={may(viewer, "dataspace:read") ? feedPath(feed) : undefined}
        now={at}
      />
      <ForecastPicker
        key={`day-${row.id}`}
        history={history}
        growthBytes={row.growthBytes}
        today={at.slice(0, 10)}
      />
    </section>
  );
};

interface BaseSectionProps {
  viewer: Viewer;
  row: BaseUsageTrendRow;
  search: Promise<SearchParams>;
  at: string;
}

const BaseSection = async ({ viewer, row, search, at }: BaseSectionProps) => {
  const feed = scanFeedName(row.volume);
  const [history, directories, freshness] = await Promise.all([
    listUsageHistory(row),
    listBaseDirectories(viewer, row, search),
    findFreshness(feed),
  ]);
  return (
    <section aria-labelledby="base-title" className="space-y-4">
      <h2 id="base-title" className="text-lg font-semibold break-all">
        {row.volume} | {row.path}
      </h2>
      <UsageHistory
        key={row.id}
        title="History of this base directory"
        row={row}
        history={history}
        freshness={freshness}
        feedHref={may(viewer, "dataspace:read") ? feedPath(feed) : undefined}
        now={at}
      />
      <DirectoryTable {...directories} canDecide={may(viewer, "storage:decide")} isOfGroup />
    </section>
  );
};

const GroupCards = async (props: { viewer: Viewer; group: string; gid: string }) => {
  const { viewer, group, gid } = props;
  const [shares, sums] = await Promise.all([
    listUserShares(viewer, gid),
    listVaultSums(viewer, gid),
  ]);
  return (
    <>
      <UserShares group={group} {...shares} />
      <GroupVaults group={group} sums={sums} />
    </>
  );
};
