import { pageGenerations } from "@/lib/dataspace/queries/page-generations";
import { toGeneration } from "@/lib/dataspace/space/serialise";
import { apiRoute, nextPage, readPage } from "@/lib/gates/api";
import { methodNotAllowed } from "@/lib/gates/route";
import { AppError } from "@/lib/platform/errors";

export const dynamic = "force-dynamic";

const notAllowed = methodNotAllowed(["GET"]);

export const POST = notAllowed;
export const PUT = notAllowed;
export const PATCH = notAllowed;
export const DELETE = notAllowed;

export const GET = apiRoute<{ name: string }>(
  "dataspace.generations",
  { permission: "dataspace:read", service: "dataspace:read" },
  ["limit", "marker", "sort_dir"],
  async ({ actor, params: { name }, query, request }) => {
    const page = readPage(query, "desc");
    const { limit, isDesc } = page;
    if (page.marker !== undefined && !/^[1-9]\d{0,8}$/.test(page.marker)) {
      throw new AppError("invalid_input", "marker must be the number of a generation.");
    }
    const marker = page.marker === undefined ? undefined : Number(page.marker);
    const found = await pageGenerations(actor, name, { limit, isDesc, marker });
    const last = { count: found.length, marker: String(found.at(-1)?.number) };
    const next = nextPage(request, page, last);
    return Response.json({ generations: found.map(toGeneration), ...(next && { next }) });
  },
);
