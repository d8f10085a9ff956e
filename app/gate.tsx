import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { ForbiddenPanel } from "@/components/ui/forbidden-panel";
import { may, type Permission, type Viewer } from "@/lib/auth/model";
import { requireSignedIn } from "@/lib/auth/viewer";
import { asAppError } from "@/lib/platform/errors";

/**
 * A page behind a permission: `export default gatedPage("case:read", async (viewer, props) => …)`.
 * Without the permission the person sees why instead of the page; a record that does not exist, or
 * is out of the person's reach, is Next's not-found page; every other failure is `error.tsx`.
 */
export function gatedPage<Props>(
  permission: Permission | null,
  render: (viewer: Viewer, props: Props) => Promise<ReactNode>,
) {
  // biome-ignore lint/correctness/noComponentHookFactories: called once per page module, on the server
  return async function GatedPage(props: Props): Promise<ReactNode> {
    const viewer = await requireSignedIn();
    if (permission && !may(viewer, permission)) return <ForbiddenPanel />;
    try {
      return await render(viewer, props);
    } catch (error) {
      const known = asAppError(error);
      if (known?.code === "not_found") notFound();
      if (known?.code === "forbidden") return <ForbiddenPanel />;
      throw error;
    }
  };
}
