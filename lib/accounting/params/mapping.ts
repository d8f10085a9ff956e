import { DEFAULT_SOURCE, type MappingRules } from "../model/mapping";
import { mappingRulesSchema } from "../schema/mapping";
import type { SearchRecord } from "./explorer";

/** The address of the mapping page: which source, and rules to try on its records. */

export interface MappingParams {
  source: string;
  /** Null where the address has none, or none that are valid. */
  draft: MappingRules | null;
  /** What is wrong with the rules of the address, in sentences; empty where nothing is. */
  problems: string[];
}

const places: Record<string, string> = {
  site: "Site",
  group: "Group",
  user: "User",
  cores: "Cores",
  gpus: "GPUs",
  cpuTime: "CPU time",
  memory: "Memory",
  scores: "Scores",
};

/** Reads an address; never throws. */
export function readMappingParams({ source, draft }: SearchRecord): MappingParams {
  const named = typeof source === "string" && source !== "" ? source.slice(0, 32) : DEFAULT_SOURCE;
  if (typeof draft !== "string" || draft === "")
    return { source: named, draft: null, problems: [] };
  const checked = mappingRulesSchema.safeParse(parse(draft));
  if (checked.success) return { source: named, draft: checked.data, problems: [] };
  const problems = checked.error.issues.map(({ path, message }) => {
    const [first = "", place] = path;
    const choice = typeof place === "number" ? `, choice ${place + 1}` : "";
    return `${places[String(first)] ?? "Rules"}${choice}: ${message}`;
  });
  return { source: named, draft: null, problems: [...new Set(problems)] };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
