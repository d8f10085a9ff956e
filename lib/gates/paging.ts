import { choice, whole } from "./parameters";

/** Pages of lists: so many items after a marker, the last item of the page before. */

/** Greatest number of items of a page; more is lowered to it. */
const MAX_LIMIT = 1_000;

/** Parameters of a list that is given page by page; markers are numbers of at most this one. */
export const paging = (greatestMarker: number) => ({
  limit: whole(1, 999_999_999)
    .default(MAX_LIMIT)
    .describe(`Items of a page; above ${MAX_LIMIT} it counts as ${MAX_LIMIT}.`),
  marker: whole(0, greatestMarker).optional().describe("The last item of the page before."),
});

/** Order of a list by number. */
export const direction = choice(["asc", "desc"])
  .default("desc")
  .describe("Order of the numbers; newest first where absent.");

/** The limit that counts. */
export const limitOf = (query: { limit: number }): number => Math.min(query.limit, MAX_LIMIT);

/** The items of a page, of one more than its limit: that one only tells that there is a next page. */
export function pageOf<Item>(
  found: readonly Item[],
  limit: number,
): { items: Item[]; hasNext: boolean } {
  return { items: found.slice(0, limit), hasNext: found.length > limit };
}

/**
 * The address of the page after the item that `marker` names, as a part of the answer. All
 * parameters are repeated, the order too.
 */
export function nextPage(
  request: Request,
  limit: number,
  { hasNext, marker }: { hasNext: boolean; marker: unknown },
): { next?: string } {
  if (!hasNext) return {};
  const { pathname, searchParams } = new URL(request.url);
  searchParams.delete("marker");
  searchParams.delete("limit");
  searchParams.set("limit", String(limit));
  searchParams.set("marker", String(marker));
  return { next: `${pathname}?${searchParams}` };
}
