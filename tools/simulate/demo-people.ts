import "server-only";
import { loadViewer } from "@/lib/auth/load-viewer";
import type { Viewer } from "@/lib/auth/model";
import { changeCase } from "@/lib/cases/mutations/change-case";
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
  await changeCase(analyst, { verb: "claim", ...when(0.1) });
  if (random() < 0.7) {
    await changeCase(analyst, { verb: "note", ...when(0.15), note: pick(random, notes) });
  }
  if (candidate.type !== "bursts") return true;
  const outcome = random();
  if (outcome < 0.3) {
    const note = "Not a burst: the jobs would never fit.";
    const version = await versionOf(candidate.id);
    await changeCase(staff.admin, { verb: "reject", ...when(0.3), version, note });
  } else if (outcome < 0.8) {
    const ticketId = 4_000 + candidate.id;
    const number = `2026${String(ticketId).padStart(8, "0")}`;
    const version = await versionOf(candidate.id);
    await changeCase(analyst, { verb: "ticket", ...when(0.2), version, number, ticketId });
    if (outcome < 0.65) {
      await changeCase(staff.admin, { verb: "accept", ...when(0.35), version: version + 1 });
    }
  }
  return true;
}

async function versionOf(id: number): Promise<number> {
  return (await db().case.findUniqueOrThrow({ where: { id }, select: { version: true } })).version;
}
