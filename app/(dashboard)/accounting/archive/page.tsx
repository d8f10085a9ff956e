import type { Metadata } from "next";
import { gatedPage } from "@/app/gate";
import { AccountingTabs } from "@/components/accounting/accounting-tabs";
import { ArchiveMonthDialog } from "@/components/accounting/archive-month-dialog";
import { ArchiveTable } from "@/components/accounting/archive-table";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { PageHeader } from "@/components/ui/page-header";
import { listArchives } from "@/lib/accounting/queries/list-archives";

export const metadata: Metadata = { title: "Archive" };

export default gatedPage("admin:accounting", async (viewer) => {
  const { files, keepMonths, folder } = await listArchives(viewer);
  return (
    <>
      <PageHeader
        title="Archive"
        description={
          keepMonths === null
            ? "Records stay in the database for ever, unless an admin archives a month."
            : `Months that ended more than ${keepMonths} months ago are written to files every night and leave the database.`
        }
        meta={<LiveRefresh room="accounting" />}
        actions={<ArchiveMonthDialog />}
      />
      <AccountingTabs current="archive" isAdmin />
      <ArchiveTable files={files} canRestore />
      <p className="mt-2 text-sm text-muted-foreground">
        Files stand in <span className="font-mono break-all">{folder}</span> on the workers' hosts:
        one record a line, as GET /records prints it, compressed with gzip.
      </p>
    </>
  );
});
