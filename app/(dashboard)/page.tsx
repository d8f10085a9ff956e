import { gatedPage } from "@/app/gate";
import { GroupCard } from "@/components/cases/group-card";
import { RefusedCard, SilentCard } from "@/components/cases/source-cards";
import { WaitingCard } from "@/components/cases/waiting-card";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { OwnGroupsCard, WorseCard } from "@/components/storage/overview-cards";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { topUsage } from "@/lib/accounting/queries/usage-totals";
import { may, reachOf, type Viewer } from "@/lib/auth/model";
import { openOverview, type StaffOverview } from "@/lib/cases/queries/open-overview";
import { feedPath } from "@/lib/dataspace/params";
import { now } from "@/lib/platform/clock";
import { listOwnGroupUsage, listWorse, type WorseRow } from "@/lib/storage/queries/list-worse";

export default gatedPage(null, async (viewer) => {
  const hasAllStorage = reachOf(viewer, "storage:read") === "all";
  const [{ staff, groups, now: at }, worse, own] = await Promise.all([
    openOverview(viewer),
    hasAllStorage ? listWorse(viewer) : null,
    viewer.roles.includes("pi") ? openOwnGroups(viewer) : null,
  ]);
  return (
    <>
      <PageHeader
        title="What waits for you"
        meta={may(viewer, "case:read") ? <LiveRefresh room="cases" /> : null}
      />
      {staff === null && groups === null ? (
        <EmptyState
          title="No role yet"
          text="You are signed in, but no role was given to you. An admin can do that."
        />
      ) : null}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        {staff === null ? null : (
          <StaffCards staff={staff} worse={worse} now={at} canDecide={may(viewer, "case:decide")} />
        )}
        {own === null ? null : <OwnGroupsCard {...own} />}
        {groups === null ? null : <GroupCard groups={groups} />}
      </div>
    </>
  );
});

/** How far back compute use is summed. */
const USAGE_DAYS = 30;

async function openOwnGroups(viewer: Viewer) {
  const to = now();
  const from = new Date(to.getTime() - USAGE_DAYS * 86_400_000);
  const filters = { group: viewer.groups };
  const hasUsage = may(viewer, "accounting:read") && viewer.groups.length > 0;
  const [rows, used] = await Promise.all([
    listOwnGroupUsage(viewer),
    hasUsage ? topUsage(viewer, { from, to, by: "group", filters, limit: 100 }) : [],
  ]);
  const coreHours = Object.fromEntries(used.map((one) => [one.name, one.coreHours]));
  return { rows, coreHours, usageDays: USAGE_DAYS };
}

interface StaffCardsProps {
  staff: StaffOverview;
  /** Null for staff who do not see all storage. */
  worse: { count: number; rows: WorseRow[] } | null;
  now: string;
  canDecide: boolean;
}

const StaffCards = ({ staff, worse, now, canDecide }: StaffCardsProps) => {
  const decisions = (
    <WaitingCard
      title={canDecide ? "Waiting for your decision" : "Decisions ready"}
      lists={staff.decidable}
      empty="No pending case has a ticket."
      hasClaimant
    />
  );
  return (
    <>
      <div className="space-y-4">
        {canDecide ? decisions : null}
        <WaitingCard
          title="Nobody's cases"
          lists={staff.unclaimed}
          empty="Every current case has somebody who follows it up."
        />
      </div>
      <div className="space-y-4">
        <WaitingCard
          title="My cases"
          lists={staff.mine}
          empty="You have claimed no current case. Take one from the queue."
        />
        {canDecide ? null : decisions}
        {worse === null ? null : <WorseCard {...worse} />}
        <SilentCard silent={staff.silent} feeds={staff.silentFeeds} now={now} feedHref={feedPath} />
        <RefusedCard refused={staff.refused} now={now} />
      </div>
    </>
  );
};
