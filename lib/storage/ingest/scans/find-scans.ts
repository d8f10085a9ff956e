import "server-only";
import { z } from "zod";
import { now } from "@/lib/platform/clock";
import { ask, recordset } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { type FoundScan, findLatestScans, type ScanSearch } from "@/lib/scan-reader/scan-reader";
import { readStorageSettings } from "../../queries/settings";

/** A file that failed so often as it is will fail again. */
const MAX_FAILURES = 3;

/**
 * The newest scan file of each volume (or of one) in the directories of the settings, the largest
 * first. Throws `invalid_state` where no directory is set.
 */
export async function searchScans(volume?: string): Promise<ScanSearch> {
  const { scanDirectories, daysBack } = await readStorageSettings();
  if (scanDirectories.length === 0) {
    throw new AppError(
      "invalid_state",
      "No directory of scan files is set. Set one in the settings of storage.",
    );
  }
  const wanted = volume ? { volumes: [volume] } : { known: await listFileVolumes() };
  const options = { now: now(), maxDaysAgo: daysBack, ...wanted };
  const { found, failures } = await findLatestScans(scanDirectories, options);
  return { found: [...found].sort((a, b) => Number(b.bytes - a.bytes)), failures };
}

/** Volumes whose scans are files of the directories, not sent: one without a file is a failure. */
async function listFileVolumes(): Promise<string[]> {
  const rows = await ask(z.object({ name: z.string() }))`
    select v.name from volumes v left join storage_scans s on s.id = v.current_scan_id
    where v.accepted_at is not null and s.origin is distinct from 'upload' order by v.name`;
  return rows.map(({ name }) => name);
}

/** Those of the files that are not stored, not being read, and did not fail again and again. */
export async function findUnread(found: readonly FoundScan[]): Promise<FoundScan[]> {
  const asked = found.map(({ volume, date, path, scanTimeSeconds }, ordinal) => ({
    ordinal,
    volume,
    date,
    path,
    seconds: scanTimeSeconds,
  }));
  const files = recordset(asked, {
    ordinal: "int",
    volume: "text",
    date: "date",
    path: "text",
    seconds: "bigint",
  });
  const rows = await ask(z.object({ ordinal: z.int() }))`
    select f.ordinal from ${files} f
    where not exists (
      select from storage_scans s where s.volume_name = f.volume and s.record_on = f.date
        and s.state in ('stored', 'reading', 'storing', 'held', 'dropped')
    ) and (
      select count(*) from storage_scans s where s.volume_name = f.volume and s.record_on = f.date
        and s.state = 'failed' and s.file_name = f.path
        and s.scanned_at = to_timestamp(f.seconds)
    ) < ${MAX_FAILURES}::int
    order by f.ordinal`;
  return rows.flatMap(({ ordinal }) => found[ordinal] ?? []);
}
