import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { ask, Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { scansOf } from "./scans-of";
import { ofVolume, storageScope } from "./scope";

const keptCounts = z.object({ kept: z.int(), gone: z.int() });

interface Asked {
  date?: string | null;
  volume?: string | null;
}

/**
 * Why there are no directories of a date: a sentence where they were thinned out, null where they
 * are kept or never were. Throws `forbidden`.
 */
export async function findThinnedOut(
  viewer: Viewer,
  { date = null, volume = null }: Asked,
): Promise<string | null> {
  storageScope(viewer, volume);
  if (date === null) return null;
  const [counts] = await ask(keptCounts)`
    select count(*) filter (where has_rows)::int as kept,
      count(*) filter (where not has_rows and had_rows)::int as gone
    from (
      select exists (select from directory_usage u where u.scan_id = s.id) as has_rows,
        coalesce((s.row_counts ->> 'directories')::int, 0) > 0 as had_rows
      from ${scansOf(date)} where ${volume === null ? Prisma.sql`true` : ofVolume(volume)}
    ) scan`;
  if (!counts || counts.kept > 0 || counts.gone === 0) return null;
  return (
    `The directories of ${date} are kept no longer: only those of the newest two scans of a ` +
    "volume are. What groups and users had on that day is kept."
  );
}

/** Throws `not_found` with that sentence, so that no file is empty without a word. */
export async function requireDirectories(viewer: Viewer, search: URLSearchParams): Promise<void> {
  const asked = { date: search.get("date"), volume: search.get("volume") };
  // What is no day is told by the list itself.
  if (asked.date !== null && !z.iso.date().safeParse(asked.date).success) return;
  const why = await findThinnedOut(viewer, asked);
  if (why !== null) throw new AppError("not_found", why);
}
