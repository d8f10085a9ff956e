import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { PeopleTable } from "@/components/admin/people-table";
import { CreatePersonDialog } from "@/components/admin/person-dialogs";
import { roleNames } from "@/components/admin/service-names";
import { PageHeader } from "@/components/ui/page-header";
import { peopleList } from "@/lib/admin/lists/people";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList } from "@/lib/platform/list/view";

export const metadata: Metadata = { title: "People" };

type PageProps = { searchParams: Promise<SearchParams> };

export default gatedPage<PageProps>("admin:people", async (viewer, { searchParams }) => {
  const params = await loadListParams(peopleList, searchParams);
  const { rows, rowCount } = await listPage(peopleList, viewer, params);
  return (
    <>
      <PageHeader
        title="People"
        description="Who signs in, and what they may do. Changed roles work at once."
        actions={<CreatePersonDialog />}
      />
      <PeopleTable
        view={viewList(peopleList, viewer, { choices: { role: Object.entries(roleNames) } })}
        rows={rows}
        rowCount={rowCount}
      />
    </>
  );
});
