import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { listSilentFeeds, type SilentFeed } from "@/lib/dataspace/queries/list-silent-feeds";
import { now } from "@/lib/platform/clock";
import { seesStaff } from "../model";
import {
  countGroupCases,
  type GroupCases,
  listDecidable,
  listMine,
  listRefusedReports,
  listSilentSources,
  listUnclaimed,
  type RefusedReport,
  type SilentSource,
  type WaitingList,
} from "./summarise-waiting";

/** What waits for staff. */
export interface StaffOverview {
  unclaimed: WaitingList[];
  mine: WaitingList[];
  decidable: WaitingList[];
  silent: { count: number; rows: SilentSource[] };
  /** Overdue although their sender is heard. */
  silentFeeds: { count: number; rows: SilentFeed[] };
  refused: { count: number; rows: RefusedReport[] };
}

export interface Overview {
  /** Null for readers who are not staff. */
  staff: StaffOverview | null;
  /** Null for those who lead no group and are no PI. */
  groups: GroupCases[] | null;
  /** The server's clock, ISO. */
  now: string;
}

/** What waits for this person: staff's lists, the PI's groups, or both; at most seven statements. */
export async function openOverview(viewer: Viewer): Promise<Overview> {
  const hasGroups = viewer.roles.includes("pi");
  const [staff, groups] = await Promise.all([
    seesStaff(viewer) ? openStaffOverview(viewer) : null,
    hasGroups ? countGroupCases(viewer) : null,
  ]);
  return { staff, groups, now: now().toISOString() };
}

async function openStaffOverview(viewer: Viewer): Promise<StaffOverview> {
  const [unclaimed, mine, decidable, silent, silentFeeds, refused] = await Promise.all([
    listUnclaimed(viewer),
    listMine(viewer),
    listDecidable(viewer),
    listSilentSources(viewer),
    listSilentFeeds(viewer),
    listRefusedReports(viewer),
  ]);
  return { unclaimed, mine, decidable, silent, silentFeeds, refused };
}
