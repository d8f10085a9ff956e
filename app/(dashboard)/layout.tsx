import { ChartColumn, Database, Gauge, HardDrive, ListChecks, Settings } from "lucide-react";
import type { ReactNode } from "react";
import { SignOutButton } from "@/components/auth/sign-out-button";
import { AppShell } from "@/components/shell/app-shell";
import { may } from "@/lib/auth/model";
import { requireSignedIn } from "@/lib/auth/viewer";

const roleNames = { analyst: "Analyst", pi: "PI", admin: "Admin" } as const;

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const viewer = await requireSignedIn();
  const items = [
    { href: "/", label: "Overview", icon: <Gauge aria-hidden /> },
    ...(may(viewer, "case:read")
      ? [{ href: "/cases", label: "Cases", icon: <ListChecks aria-hidden /> }]
      : []),
    ...(may(viewer, "storage:read")
      ? [{ href: "/storage", label: "Storage", icon: <HardDrive aria-hidden /> }]
      : []),
    ...(may(viewer, "accounting:read")
      ? [{ href: "/accounting", label: "Accounting", icon: <ChartColumn aria-hidden /> }]
      : []),
    ...(may(viewer, "dataspace:read")
      ? [{ href: "/dataspace", label: "Data", icon: <Database aria-hidden /> }]
      : []),
    ...(may(viewer, "admin:clusters")
      ? [{ href: "/admin", label: "Admin", icon: <Settings aria-hidden /> }]
      : []),
  ];
  return (
    <AppShell
      items={items}
      userName={viewer.name}
      userDetail={viewer.roles.map((role) => roleNames[role]).join(", ") || "No role yet"}
      signOut={<SignOutButton />}
    >
      {children}
    </AppShell>
  );
}
