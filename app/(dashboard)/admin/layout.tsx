import type { ReactNode } from "react";
import { AdminNav } from "@/components/admin/admin-nav";
import { may } from "@/lib/auth/model";
import { requireSignedIn } from "@/lib/auth/viewer";

// The tabs only; each page has its own gate.
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const viewer = await requireSignedIn();
  return (
    <>
      {may(viewer, "admin:clusters") ? <AdminNav /> : null}
      {children}
    </>
  );
}
