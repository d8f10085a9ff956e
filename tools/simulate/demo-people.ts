import "server-only";
import { loadViewer } from "@/lib/auth/load-viewer";
import type { Viewer } from "@/lib/auth/model";
import { claimCase } from "@/lib/cases/mutations/claim";
import { decideCase } from "@/lib/cases/mutations/decide";
import { noteCase } from "@/lib/cases/mutations/note";
import { linkCaseTicket } from "@/lib/cases/mutations/ticket";
import { db } from "@/lib/platform/db";
import { pick, seededRandom } from "./random";

/**
 * What the demo's analysts and admin did during the simulated weeks: the same mutations as behind
 * the buttons, written up with the time at which each would have happened.
 */

const HOUR_MS = 3_600_000;

const notes = [
  "Jobs ask for whole nodes but use a third of the cores. Writing to the submitter.",
  "Same workflow as last month; the group plans a campaign until the end of the month.",
  "Array of short jobs, well packed. A burst would help them over the deadline.",
  "Memory request looks too high for what was used. Suggested to halve it.",
  "Answered: they will move half of the work to the other cluster.",
];

interface Candidate {
  id: number;
  type: string;
  isCurrent: boolean;
  firstReportedAt: Date;
  reportedAt: Date;
}

interface Staff {
  analysts: Viewer[];
  admin: Viewer;
}

async function viewerOf(uid: string): Promise<Viewer> {
  const viewer = await loadViewer({ uid });
  if (!viewer) throw new Error(`the demo has no person ${uid}`);
  return viewer;
}

/** Plays the staff over every stored case; returns how many cases were touched. */
export async function playStaff(): Promise<number> {
  const staff = {
    analysts: [await viewerOf("analyst"), await viewerOf("analyst2")],
    admin: await viewerOf("admin"),
  };
  const random = seededRandom(42);
  const cases = await db().case.findMany({
    select: { id: true, type: true, isCurrent: true, firstReportedAt: true, reportedAt: true },
    orderBy: { id: "asc" },
  });
  let touched = 0;
  for (const candidate of cases) {
    if (await playCase(candidate, staff, random)) touched += 1;
  }
  return touched;
}

async function playCase(
  candidate: Candidate,
  staff: Staff,
  random: () => number,
): Promise<boolean> {
  // Most of what is over was dealt with; of what is on the board, about half is untouched.
  if (random() > (candidate.isCurrent ? 0.5 : 0.85)) return false;
  const analyst = pick(random, staff.analysts);
  const span = candidate.reportedAt.getTime() - candidate.firstReportedAt.getTime();
  const at = (share: number) =>
    new Date(candidate.firstReportedAt.getTime() + Math.min(span * share, share * 96 * HOUR_MS));
  const when = (share: number) => ({ id: candidate.id, at: at(share).toISOString() });
  await claimCase(analyst, when(0.1));
  if (random() < 0.7) await noteCase(analyst, { ...when(0.15), note: pick(random, notes) });
  if (candidate.type !== "bursts") return true;
  const outcome = random();
  if (outcome < 0.3) {
    const note = "Not a burst: the jobs would never fit.";
    await decideCase(staff.admin, "reject", { ...when(0.3), note });
  } else if (outcome < 0.8) {
    const ticketId = 4_000 + candidate.id;
    const number = `2026${String(ticketId).padStart(8, "0")}`;
    await linkCaseTicket(analyst, {
      ...when(0.2),
      ...(await versionOf(candidate.id)),
      number,
      ticketId,
    });
    if (outcome < 0.65) await decideCase(staff.admin, "accept", when(0.35));
  }
  return true;
}

async function versionOf(id: number): Promise<{ version: number }> {
  return db().case.findUniqueOrThrow({ where: { id }, select: { version: true } });
}
