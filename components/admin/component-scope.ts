import type { ComponentRow } from "@/lib/admin/queries/components";

/** What a component speaks for, in words; null where it speaks for nothing in particular. */
export const scopeText = (
  component: Pick<ComponentRow, "clusterName" | "site" | "volume">,
): string | null => {
  if (component.clusterName !== null) return component.clusterName;
  if (component.site !== null) return `site ${component.site}`;
  return component.volume === null ? null : `volume ${component.volume}`;
};
