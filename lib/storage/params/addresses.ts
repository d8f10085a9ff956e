import type { SearchParams } from "nuqs/server";

/** Address of a volume's page. */
export const volumePath = (name: string): string => `/storage/${encodeURIComponent(name)}`;

const NAME = /^[^\p{Cc}\p{Surrogate}]{1,128}$/u;

/** What people typed into the older page: `?volume=scratch119?group=team113?pi=Smith`. */
const oldKeys = ["volume", "group", "pi"] as const;

/**
 * The present address of a link in the older form, whose pairs are separated by `?`; undefined for
 * an address in the usual form.
 */
export function readOldAddress(search: SearchParams): string | undefined {
  const values = Object.entries(search).map(([key, value]) => [key, [value].flat()[0] ?? ""]);
  const isOld = values.some(([, value]) => /\?(volume|group|pi)=/i.test(value ?? ""));
  if (!isOld) return undefined;
  const query = new URLSearchParams();
  for (const pair of values
    .map(([key, value]) => `${key}=${value}`)
    .join("?")
    .split("?")) {
    const [name = "", ...rest] = pair.split("=");
    const key = oldKeys.find((known) => known === name.toLowerCase());
    const value = rest.join("=").trim();
    if (key && NAME.test(value) && value.toLowerCase() !== "all") query.set(key, value);
  }
  return query.toString();
}
