import "server-only";
import { reachOf, type Viewer } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { archiveFolder } from "./archive-folder";

/** Files that are shown: months of some decades. */
const MAX_FILES = 500;

export const archiveStates = ["writing", "written", "deleted", "restoring", "restored"] as const;
export type ArchiveState = (typeof archiveStates)[number];

export interface ArchiveFile {
  /** `2026-01`, the month in which its records stopped (UTC). */
  month: string;
  /** From 1; what came late to an archived month makes another one. */
  part: number;
  fileName: string;
  rowCount: bigint;
  /** Compressed. */
  bytes: bigint;
  /** Of the file, in hexadecimal; empty while it is written. */
  sha256: string;
  /** `deleted`: its records are in the file alone. */
  state: ArchiveState;
  createdAt: Date;
  deletedAt: Date | null;
  restoredAt: Date | null;
  /** What went wrong at last, a sentence. */
  error: string | null;
}

export interface ArchiveList {
  /** Newest month first, at most 500. */
  files: ArchiveFile[];
  /** Whole months for which records stay; null: for ever. */
  keepMonths: number | null;
  /** Folder of the files on the workers' hosts. */
  folder: string;
}

/** The months that were written to files, and how long records stay. Throws `forbidden`. */
export async function listArchives(viewer: Viewer): Promise<ArchiveList> {
  if (reachOf(viewer, "accounting:read") !== "all") {
    throw new AppError("forbidden", "Your roles do not show the archive.");
  }
  return readArchives();
}

/** The same for the command line, which runs as Headroom itself. */
export async function readArchives(): Promise<ArchiveList> {
  const rows = await db().accountingArchive.findMany({
    omit: { id: true, horizonXid: true, sources: true },
    orderBy: [{ month: "desc" }, { part: "desc" }],
    take: MAX_FILES,
  });
  return {
    files: rows.map(({ month, state, ...row }) => ({
      ...row,
      month: month.toISOString().slice(0, 7),
      state: state as ArchiveState,
    })),
    keepMonths: env().HEADROOM_ACCOUNTING_ARCHIVE_MONTHS ?? null,
    folder: archiveFolder(),
  };
}
