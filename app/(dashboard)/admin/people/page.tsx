import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { PeopleTable } from "@/components/admin/people-table";
import { CreatePersonDialog } from "@/components/admin/person-dialogs";
import { PageHeader } from "@/components/ui/page-header";
import { loadPeopleParams } from "@/lib/admin/params";
import { listPeople } from "@/lib/admin/queries/people";

export const metadata: Metadata = { title: "People" };

type PageProps = { searchParams: Promise<SearchParams> };

export default gatedPage<PageProps>("admin:people", async (viewer, { searchParams }) => {
  const params = await loadPeopleParams(searchParams);
  const { rows, rowCount } = await listPeople(viewer, params);
  return (
    <>
      <PageHeader
        title="People"
        description="Who signs in, and what they may do. Changed roles work at once."
        actions={<CreatePersonDialog />}
      />
      <PeopleTable rows={rows} rowCount={rowCount} />
    </>
  );
});
