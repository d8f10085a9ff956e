import type { MappingRules } from "../model/mapping";

/** Address of a source's mapping; with rules, of their preview. */
export function mappingPath(source: string, rules: MappingRules | null = null): string {
  const search = new URLSearchParams({ source });
  if (rules !== null) search.set("draft", JSON.stringify(rules));
  return `/accounting/mapping?${search}`;
}
