import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { RollupFreshness } from "@/components/accounting/rollup-freshness";
import { UsageChartFigure } from "@/components/accounting/usage-chart";
import { AccountCases } from "@/components/cases/account-cases";
import { GroupHeading } from "@/components/groups/group-heading";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { BaseHistory } from "@/components/storage/base-history";
import { DirectoryTable } from "@/components/storage/directory-table";
import { ForecastPicker } from "@/components/storage/forecast-picker";
import { GroupBases } from "@/components/storage/group-bases";
import { GroupLevel, GroupTotals } from "@/components/storage/group-totals";
import { GroupVaults } from "@/components/storage/group-vaults";
import { QuotaWarning } from "@/components/storage/quota-warning";
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
import type { GroupUsageTrendRow } from "@/lib/storage/lists/group-usage";
import { scanFeedName } from "@/lib/storage/model/scan";
import { listBaseHistory, listGroupBases } from "@/lib/storage/queries/get-group-storage";
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
  const [bases, cases, usage] = await Promise.all([
    hasStorage ? listGroupBases(viewer, group.gid ?? "") : [],
    may(viewer, "case:read") ? listGroupCases(viewer, name) : null,
    may(viewer, "accounting:read") ? openUsage(viewer, name) : null,
  ]);
  // A name that nothing knows is a mistake in the address.
  const isSeen = bases.length > 0 || cases?.rowCount || usage?.chart.series.length;
  if (!group.isKnown && !isSeen) {
    throw new AppError("not_found", "There is no such group.");
  }
  const params = await loadGroupPageParams(props.searchParams);
  const shown = bases.find(({ baseId }) => baseId === params.base) ?? bases[0];
  const at = now().toISOString();
  return (
    <>
      <GroupHeading
        group={group}
        storage={<GroupTotals bases={bases} />}
        badges={<GroupLevel bases={bases} />}
        live={<LiveRefresh room="storage" />}
      />
      <div className="space-y-4">
        {shown === undefined ? (
          <NoStorage isReader={may(viewer, "storage:read")} />
        ) : (
          <>
            <GroupBases group={name} rows={bases} baseId={shown.baseId} now={at} />
            <BaseSection viewer={viewer} row={shown} search={props.searchParams} at={at} />
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

interface BaseSectionProps {
  viewer: Viewer;
  row: GroupUsageTrendRow;
  search: Promise<SearchParams>;
  at: string;
}

const BaseSection = async ({ viewer, row, search, at }: BaseSectionProps) => {
  const feed = scanFeedName(row.volume);
  const [history, directories, freshness] = await Promise.all([
    listBaseHistory(row.gid, row.baseId),
    listBaseDirectories(viewer, row, search),
    findFreshness(feed),
  ]);
  return (
    <section aria-labelledby="base-title" className="space-y-4">
      <h2 id="base-title" className="text-lg font-semibold break-all">
        Storage usage | {row.group} ({row.pi ?? "no PI"}) | {row.volume} | {row.path}
      </h2>
      <QuotaWarning row={row} />
      <BaseHistory
        key={row.baseId}
        row={row}
        history={history}
        freshness={freshness}
        feedHref={may(viewer, "dataspace:read") ? feedPath(feed) : undefined}
        now={at}
      />
      <ForecastPicker
        key={`day-${row.baseId}`}
        history={history}
        growthBytes={row.growthBytes}
        today={at.slice(0, 10)}
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
