import "server-only";
import { join } from "node:path";
import { env } from "@/lib/platform/env";

/** The folder of archived records on the hosts of the workers. */
export function archiveFolder(): string {
  const { HEADROOM_ARCHIVE_DIR, HEADROOM_DATA_DIR } = env();
  return HEADROOM_ARCHIVE_DIR ?? join(HEADROOM_DATA_DIR, "archive");
}
