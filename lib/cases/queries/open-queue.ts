import "server-only";
import type { SearchParams } from "nuqs/server";
import type { Viewer } from "@/lib/auth/model";
import { listAssignable } from "@/lib/directory/queries/people";
import { now } from "@/lib/platform/clock";
import { loadListParams } from "@/lib/platform/list/params";
import { type ListView, viewList } from "@/lib/platform/list/view";
import type { CaseDescription } from "../case-types/definition";
import { caseList, claimantChoices, type QueueParams, typeOfAddress } from "../lists/cases";
import { seesStaff } from "../model";
import type { SavedView } from "../schema";
import {
  type ClusterFeed,
  countTypes,
  listClusterFeeds,
  listViews,
  type TypeTab,
} from "./describe-queue";
import { type CasePage, listCases } from "./list-cases";

/** What a screen knows of a case type beside its columns. */
export interface TypeView {
  name: string;
  title: string;
  metric: string;
  metricTitle: string;
  hasDecision: boolean;
}

export interface QueueView {
  type: TypeView;
  view: ListView;
  params: QueueParams;
  page: CasePage;
  tabs: TypeTab[];
  feeds: ClusterFeed[];
  /** Whom cases can be given to; empty for readers who are not staff. */
  people: { uid: string; name: string }[];
  views: SavedView[];
  /** The server's clock, ISO. */
  now: string;
}

const titleOf = ({ cols, metric }: CaseDescription): string =>
  cols.find(({ datum }) => datum === metric)?.title ?? metric;

/** The whole queue screen: seven statements, all but the trends at once. */
export async function openQueue(viewer: Viewer, search: Promise<SearchParams>): Promise<QueueView> {
  const type = typeOfAddress([(await search).type].flat()[0]);
  const list = caseList(type);
  const params = await loadListParams(list, search);
  const [page, tabs, feeds, people, views] = await Promise.all([
    listCases(viewer, type, params),
    countTypes(viewer),
    listClusterFeeds(type),
    seesStaff(viewer) ? listAssignable() : [],
    listViews(viewer),
  ]);
  const { name, description, hasDecision } = type;
  const choices = {
    cluster: feeds.map((feed) => [feed.id, feed.name] as const),
    claimant: claimantChoices(people),
  };
  return {
    type: {
      ...{ name, title: description.title, metric: description.metric, hasDecision },
      metricTitle: titleOf(description),
    },
    view: viewList(list, viewer, { choices }),
    params,
    page,
    tabs,
    feeds,
    people,
    views,
    now: now().toISOString(),
  };
}
