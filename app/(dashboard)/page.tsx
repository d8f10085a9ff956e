import { gatedPage } from "@/app/gate";
import { PageHeader } from "@/components/ui/page-header";

export default gatedPage(null, async () => <PageHeader title="Overview" />);
