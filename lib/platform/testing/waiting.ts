import { vi } from "vitest";
import { pool } from "@/lib/platform/db";

/** Until so many statements of this database wait for a lock that another one holds. */
export async function untilBlocked(count = 1): Promise<void> {
  await vi.waitFor(
    async () => {
      const { rows } = await pool().query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if ((rows[0]?.waiting ?? 0) < count) throw new Error("nothing waits for a lock");
    },
    { timeout: 20_000, interval: 20 },
  );
}
