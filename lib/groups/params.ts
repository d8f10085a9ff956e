import { createLoader } from "nuqs/server";
import { parseId, parseName } from "@/lib/platform/list/address";

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

/** The same, at what the group has on a volume. */
export const groupVolumePath = (name: string, volume: string): string =>
  `${groupPath(name)}?volume=${encodeURIComponent(volume)}`;

/** Which volume or base directory of the group is looked at; without them the worst one. */
export const loadGroupPageParams = createLoader({ base: parseId, volume: parseName });
