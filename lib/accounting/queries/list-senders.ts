import "server-only";
import { z } from "zod";
import { reachOf, type Viewer } from "@/lib/auth/model";
import { ask } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { ANONYMOUS } from "../model/conflict";

const senderShape = z.object({
  /** Empty for anonymous ones. */
  source: z.string(),
  name: z.string(),
  ignoresDuplicates: z.boolean(),
  repeatCount: z.bigint(),
  openCount: z.int(),
});

/** A sender that sent known ids, and what is set for it. */
export type Sender = z.infer<typeof senderShape>;

/** Collectors and whoever else sent known ids. Throws `forbidden`. */
export async function listSenders(viewer: Viewer): Promise<Sender[]> {
  if (reachOf(viewer, "accounting:read") !== "all") {
    throw new AppError("forbidden", "Your roles do not allow this.");
  }
  return ask(senderShape)`
    select n.source, coalesce(nullif(n.source, ''), ${ANONYMOUS}) as name,
      coalesce(s.ignores_duplicates, false) as "ignoresDuplicates",
      coalesce(s.repeat_count, 0) as "repeatCount", coalesce(c.count, 0) as "openCount"
    from (
      select id as source from components where service = 'collector'
      union select source from accounting_senders union select source from accounting_conflicts
    ) n
    left join accounting_senders s on s.source = n.source
    left join (
      select source, count(*)::int as count from accounting_conflicts where state = 'open'
      group by source
    ) c on c.source = n.source
    order by n.source`;
}
