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

/**
 * The address of the next page as a part of the answer, empty where this page is not full. All
 * parameters are repeated, the order too.
 */
export function nextPage(
  request: Request,
  limit: number,
  last: { count: number; marker: unknown },
): { next?: string } {
  if (last.count < limit) return {};
  const { pathname, searchParams } = new URL(request.url);
  searchParams.delete("marker");
  searchParams.delete("limit");
  searchParams.set("limit", String(limit));
  searchParams.set("marker", String(last.marker));
  return { next: `${pathname}?${searchParams}` };
}
