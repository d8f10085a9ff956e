import type { Metadata } from "next";
import { gatedPage } from "@/app/gate";
import { Counts, RecentChanges, SeeAll } from "@/components/admin/overview-cards";
import { StatusTable } from "@/components/admin/status-table";
import { Card, CardFooter, CardHeader, CardTitle } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { listComponentStatus } from "@/lib/admin/queries/components";
import { countAdminRecords } from "@/lib/admin/queries/overview";
import { eventList } from "@/lib/history/lists/events";
import { now } from "@/lib/platform/clock";
import { formatNumber } from "@/lib/platform/format";
import { listPage } from "@/lib/platform/list/page";

export const metadata: Metadata = { title: "Admin" };

/** Rows of the status table here; the rest is on the page of components. */
const SHOWN = 50;

const recent = { page: 1, size: 5 };

export default gatedPage("admin:components", async (viewer) => {
  const [counts, components, changes] = await Promise.all([
    countAdminRecords(viewer),
    listComponentStatus(viewer),
    listPage(eventList, viewer, recent),
  ]);
  const overdue = components.filter((component) => component.isOverdue).length;
  return (
    <>
      <PageHeader
        title="Admin"
        description={
          overdue === 0
            ? "Every watched component was heard in time."
            : `${overdue} ${overdue === 1 ? "component is" : "components are"} overdue.`
        }
      />
      <div className="space-y-4">
        <Counts counts={counts} />
        <Card>
          <CardHeader>
            <CardTitle>Components</CardTitle>
          </CardHeader>
          <StatusTable components={components.slice(0, SHOWN)} now={now().toISOString()} />
          <CardFooter>
            <SeeAll href="/admin/components">
              All {formatNumber(counts.components)} components
            </SeeAll>
          </CardFooter>
        </Card>
        <RecentChanges events={changes.rows} />
      </div>
    </>
  );
});
