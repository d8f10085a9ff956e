import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { ask } from "@/lib/platform/db";
import { recordsWithin } from "./list-records-scope";

/** Records that are looked at for words, the newest; and words that are offered of each kind. */
const SAMPLE_ROWS = 500;
const MAX_WORDS = 50;

/** What a form can offer while somebody types a condition. */
export interface RecordWords {
  metaKeys: string[];
  components: string[];
}

/** Meta keys and component names of the newest 500 records in sight, the most frequent first. */
export async function listRecordWords(viewer: Viewer): Promise<RecordWords> {
  const within = await recordsWithin(viewer);
  const rows = await ask(z.object({ kind: z.enum(["meta", "component"]), word: z.string() }))`
    with sample as materialized (
      select meta, components from accounting_records
      where ${within} order by id desc limit ${SAMPLE_ROWS}
    ), words as (
      select 'meta' as kind, k as word, count(*) as uses
      from sample, json_object_keys(meta) k group by k
      union all
      select 'component', c->>'name', count(*)
      from sample, json_array_elements(components) c group by c->>'name'
    ), ranked as (
      select kind, word, row_number() over (partition by kind order by uses desc, word) as place
      from words
    )
    select kind, word from ranked where place <= ${MAX_WORDS} order by kind, place`;
  const of = (wanted: string) => rows.filter(({ kind }) => kind === wanted).map((row) => row.word);
  return { metaKeys: of("meta"), components: of("component") };
}
