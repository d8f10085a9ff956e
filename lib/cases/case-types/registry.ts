import { AppError } from "@/lib/platform/errors";
import { bursts } from "./bursts";
import type { CaseType } from "./definition";
import { oldjobs } from "./oldjobs";

/** Every case type; the order of tabs and of the protocol's description. */
export const caseTypes: readonly CaseType[] = [bursts, oldjobs];

const byName = new Map(caseTypes.map((type) => [type.name, type]));

// Two declarations under one name or one feed would mix their cases.
for (const key of ["name", "feedKind"] as const) {
  if (new Set(caseTypes.map((type) => type[key])).size !== caseTypes.length) {
    throw new Error(`two case types share one ${key}`);
  }
}

/** The type of that name, or undefined. */
export function findCaseType(name: string): CaseType | undefined {
  return byName.get(name);
}

/** The type of that name; throws `not_found`. */
export function getCaseType(name: string): CaseType {
  const type = byName.get(name);
  if (!type) throw new AppError("not_found", `There is no case type ${name}.`);
  return type;
}
