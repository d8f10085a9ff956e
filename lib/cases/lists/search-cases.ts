import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import type { CaseType } from "../case-types/definition";
import { seesStaff } from "../model";

/** Longest list of words that a search combines. */
const MAX_WORDS = 8;

/** Every word must be somewhere in the columns that the type declares searchable. */
export function searchCases(type: CaseType, q: string, viewer: Viewer): Prisma.Sql[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean).slice(0, MAX_WORDS);
  const searchable = new Set(
    type.description.cols.filter((one) => one.searchable).map(({ datum }) => datum),
  );
  return words.map((word) => {
    const part = `%${word.replace(/[\\%_]/g, "\\$&")}%`;
    const start = part.slice(1);
    const places = [Prisma.sql`c.search_text like ${part}`];
    if (searchable.has("resource")) places.push(Prisma.sql`c.resource like ${start}`);
    if (searchable.has("state")) places.push(Prisma.sql`c.state like ${start}`);
    if (searchable.has(type.description.metric)) {
      places.push(Prisma.sql`c.metric::text like ${start}`);
    }
    if (searchable.has("ticket")) places.push(Prisma.sql`lower(c.ticket_no) like ${part}`);
    if (searchable.has("claimant") && seesStaff(viewer)) {
      places.push(Prisma.sql`lower(p.name) like ${part}`, Prisma.sql`lower(p.uid) like ${start}`);
    }
    return Prisma.sql`(${Prisma.join(places, " or ")})`;
  });
}
