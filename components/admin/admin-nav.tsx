"use client";

import { usePathname } from "next/navigation";
import { NavTabs } from "@/components/ui/nav-tabs";

const PLACES = [
  { href: "/admin", label: "Status" },
  { href: "/admin/clusters", label: "Clusters" },
  { href: "/admin/components", label: "Components" },
  { href: "/admin/keys", label: "Keys" },
  { href: "/admin/people", label: "People" },
  { href: "/admin/history", label: "Audit trail" },
];

export const AdminNav = () => {
  const path = usePathname();
  return (
    <NavTabs
      label="Administration"
      className="mb-4"
      tabs={PLACES.map((place) => ({ ...place, isCurrent: path === place.href }))}
    />
  );
};
