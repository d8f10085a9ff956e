import type { ReactNode } from "react";
import { StorageNav } from "@/components/storage/storage-nav";
import { may, reachOf } from "@/lib/auth/model";
import { requireSignedIn } from "@/lib/auth/viewer";

// The tabs only; each page has its own gate.
export default async function StorageLayout({ children }: { children: ReactNode }) {
  const viewer = await requireSignedIn();
  return (
    <>
      {may(viewer, "storage:read") ? (
        <StorageNav
          isForStaff={reachOf(viewer, "storage:read") === "all"}
          canManage={may(viewer, "admin:storage")}
        />
      ) : null}
      {children}
    </>
  );
}
