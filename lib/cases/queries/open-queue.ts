import "server-only";
import type { SearchParams } from "nuqs/server";
import { isStaff, type Viewer } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import type { TableSpec } from "@/lib/platform/table-params";
import type { CaseColumn, CaseType } from "../case-types/definition";
import { caseTypes, findCaseType } from "../case-types/registry";
import {
  loadCaseFilters,
  loadQueueParams,
  type QueueParams,
  queueSpec,
  visibleColumns,
} from "../params";
import type { SavedView } from "../schema";
import {
  type ClusterFeed,
  countTypes,
  listAssignable,
  listClusterFeeds,
  listViews,
  type TypeTab,
} from "./describe-queue";
import { type CasePage, listCases } from "./list-cases";

/** What a screen knows of a case type: plain data, only what this reader may see. */
export interface TypeView {
  name: string;
  title: string;
  noun: string;
  metric: string;
  unit: string;
  hasDecision: boolean;
  cols: CaseColumn[];
}

export interface QueueView {
  type: TypeView;
  spec: TableSpec;
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

/** The type that an address names; an unknown one gives the first. Throws where there is none. */
export function typeOfAddress(name: string): CaseType {
  const type = findCaseType(name) ?? caseTypes[0];
  if (!type) throw new Error("no case type is declared");
  return type;
}

/** The whole queue screen: seven statements, all but the trends at once. */
export async function openQueue(viewer: Viewer, search: Promise<SearchParams>): Promise<QueueView> {
  const type = typeOfAddress((await loadCaseFilters(search)).type);
  const isForStaff = isStaff(viewer);
  const spec = queueSpec(type.description, isForStaff);
  const params = await loadQueueParams(search, spec);
  const [page, tabs, feeds, people, views] = await Promise.all([
    listCases(viewer, type, params),
    countTypes(viewer),
    listClusterFeeds(type),
    isForStaff ? listAssignable() : [],
    listViews(viewer),
  ]);
  return {
    type: {
      name: type.name,
      title: type.description.title,
      noun: type.noun,
      metric: type.description.metric,
      unit: type.metricUnit,
      hasDecision: type.hasDecision,
      cols: visibleColumns(type.description, isForStaff),
    },
    spec,
    params,
    page,
    tabs,
    feeds,
    people,
    views,
    now: now().toISOString(),
  };
}
