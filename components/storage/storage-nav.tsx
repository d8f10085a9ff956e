"use client";

import { usePathname } from "next/navigation";
import { NavTabs } from "@/components/ui/nav-tabs";

const PLACES = [
  { href: "/storage", label: "Quota warnings" },
  { href: "/storage/users", label: "Users" },
  { href: "/storage/vaults", label: "Vaults" },
  { href: "/storage/directories", label: "Directories" },
  { href: "/storage/tree", label: "Tree" },
];

const STAFF_PLACES = [{ href: "/storage/scans", label: "Scans" }];
const ADMIN_PLACES = [{ href: "/storage/settings", label: "Settings" }];

interface StorageNavProps {
  isForStaff: boolean;
  canManage: boolean;
}

/** The places of the storage room. */
export const StorageNav = ({ isForStaff, canManage }: StorageNavProps) => {
  const path = usePathname();
  const places = [
    ...PLACES,
    ...(isForStaff ? STAFF_PLACES : []),
    { href: "/storage/help", label: "Help" },
    ...(canManage ? ADMIN_PLACES : []),
  ];
  return (
    <NavTabs
      label="Storage"
      className="mb-4"
      tabs={places.map((place) => ({ ...place, isCurrent: path === place.href }))}
    />
  );
};
