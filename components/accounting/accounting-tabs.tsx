import { NavTabs } from "@/components/ui/nav-tabs";
import { explorerPath, NEWEST_FIRST } from "@/lib/accounting/params/explorer";

const tabs = [
  { name: "usage", label: "Usage", href: "/accounting" },
  { name: "records", label: "Records", href: explorerPath(NEWEST_FIRST) },
  { name: "quality", label: "Data quality", href: "/accounting/quality" },
  { name: "conflicts", label: "Taken ids", href: "/accounting/conflicts", isForAdmins: true },
  { name: "mapping", label: "Mapping", href: "/accounting/mapping", isForAdmins: true },
  { name: "archive", label: "Archive", href: "/accounting/archive", isForAdmins: true },
] as const;

interface AccountingTabsProps {
  current: (typeof tabs)[number]["name"];
  /** Whether the viewer may change the mapping. */
  isAdmin: boolean;
}

/** The pages of accounting. */
export const AccountingTabs = ({ current, isAdmin }: AccountingTabsProps) => (
  <NavTabs
    className="mb-4"
    label="Pages of accounting"
    tabs={tabs
      .filter((tab) => isAdmin || !("isForAdmins" in tab))
      .map(({ name, label, href }) => ({ href, label, isCurrent: name === current }))}
  />
);
