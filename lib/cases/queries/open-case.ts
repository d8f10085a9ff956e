import "server-only";
import type { SearchParams } from "nuqs/server";
import type { Viewer } from "@/lib/auth/model";
import type { FeedFreshness } from "@/lib/dataspace/queries/feed-facts";
import { findFreshness } from "@/lib/dataspace/queries/find-freshness";
import { listAssignable } from "@/lib/directory/queries/people";
import { now } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { loadListParams } from "@/lib/platform/list/params";
import { getCaseType } from "../case-types/registry";
import { caseList } from "../lists/cases";
import { seesStaff } from "../model";
import { findNeighbours, type Neighbours } from "./find-neighbours";
import { type CaseDetail, getCase } from "./get-case";
import { type CaseSample, listCaseSamples } from "./list-case-samples";
import { listTimeline, type TimelineItem } from "./list-timeline";

export interface CaseView {
  detail: CaseDetail;
  samples: CaseSample[];
  timeline: TimelineItem[];
  /** The cases beside it in the queue that the address describes. */
  neighbours: Neighbours;
  people: { uid: string; name: string }[];
  /** Of the feed that named the case last; null where its generation is no longer kept. */
  freshness: FeedFreshness | null;
  /** The server's clock, ISO. */
  now: string;
}

/** PostgreSQL's `integer` ends below eleven digits. */
const CASE_ID = /^[1-9]\d{0,8}$/;

/** The whole page of a case. Throws `not_found` for what is no case, or out of reach. */
export async function openCase(
  viewer: Viewer,
  idText: string,
  search: Promise<SearchParams>,
): Promise<CaseView> {
  if (!CASE_ID.test(idText)) throw new AppError("not_found", "There is no such case.");
  const detail = await getCase(viewer, Number(idText));
  const type = getCaseType(detail.type);
  const params = await loadListParams(caseList(type), search);
  const [history, neighbours, people, freshness] = await Promise.all([
    listCaseSamples(detail.id).then(async (samples) => ({
      samples,
      timeline: await listTimeline(viewer, detail.id, samples),
    })),
    findNeighbours(viewer, type, params, detail.id),
    seesStaff(viewer) ? listAssignable() : [],
    detail.generation === null ? null : findFreshness(detail.generation.feed),
  ]);
  return { detail, ...history, neighbours, people, freshness, now: now().toISOString() };
}
