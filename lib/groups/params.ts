import { createLoader } from "nuqs/server";
import { parseId } from "@/lib/platform/list/address";

/** Address of a group's page. */
export const groupPath = (name: string): string => `/groups/${encodeURIComponent(name)}`;

/** The name in an address; undefined for what is none. */
export function readGroupName(part: string): string | undefined {
  try {
    const name = decodeURIComponent(part);
    return /^[^\p{Cc}\p{Surrogate}]{1,128}$/u.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

/** Which base directory of the group is looked at; without it the worst one. */
export const loadGroupPageParams = createLoader({ base: parseId });
