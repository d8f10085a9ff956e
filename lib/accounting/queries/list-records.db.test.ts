import { beforeAll, describe, expect, it } from "vitest";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { addRecords } from "../ingest/add-records";
import type { RecordRow } from "../lists/records";
import { rollUp } from "../mutations/roll-up";
import type { RecordCursor } from "../params/explorer";
import { parseRecordQuery } from "../params/record-query";
import { parseRecords } from "../schema/read-record";
import { listRecordWords } from "./list-record-words";
import { listRecords } from "./list-records";
import { streamRecords } from "./stream-records";

const analyst = viewerWithoutPerson("ana", "Ana", ["analyst"]);
const pi = { ...viewerWithoutPerson("pia", "Pia", ["pi"]), groups: ["def-one"] };
const nobody = viewerWithoutPerson("nob", "Nob", []);

const GREATEST = "9223372036854775807";

/** Records of three groups whose times and runtimes tie often; every fifth runs. */
function sent(n: number): string {
  const start = `2026-03-0${1 + (n % 4)}T09:15:00.07904${n % 3}Z`;
  const stop = n % 5 === 0 ? "null" : `"2026-03-05T00:00:0${n % 7}Z"`;
  const meta =
    n % 11 === 0
      ? "null"
      : `{"group_id":["def-${["one", "two", "three"][n % 3]}"],
    "site_id":["SiteA"],"user_id":["u${n % 4}"]}`;
  return `{"record_id":"r#${n}","meta":${meta},"components":[{"name":"Cores","amount":${GREATEST},
    "scores":[{"name":"HEPSPEC06","value":9.2}]}],"start_time":"${start}","stop_time":${stop}}`;
}

beforeAll(async () => {
  const text = Array.from({ length: 120 }, (_, n) => sent(n)).join(",");
  await addRecords(parseRecords(`[${text}]`), { actor: null, sites: null });
  await rollUp();
});

async function walk(text: string, size: number): Promise<RecordRow[]> {
  const rows: RecordRow[] = [];
  let after: RecordCursor | null = null;
  for (let pages = 0; pages < 40; pages += 1) {
    const page = await listRecords(analyst, parseRecordQuery(text), { after, size });
    expect(page.rows.length).toBeLessThanOrEqual(size);
    rows.push(...page.rows);
    if (page.next === null) return rows;
    after = page.next;
    expect(after.shownCount).toBe(rows.length);
  }
  throw new Error("the pages have no end");
}

async function streamed(text: string): Promise<string[]> {
  const stream = await streamRecords(parseRecordQuery(text), null);
  let all = "";
  for (let piece = await stream.next(); piece !== null; piece = await stream.next())
    all += String(piece);
  return all.split("\n").filter(Boolean);
}

describe("pages of records", () => {
  const sorts = ["start_time", "stop_time", "runtime", "record_id"].flatMap((column) =>
    ["asc", "desc"].map((direction) => `sort_by[${direction}]=${column}`),
  );
  const queries = ["", ...sorts, "sort_by[desc]=stop_time&limit=33", "limit=0", "limit=20"];

  it.each(queries)("together are what the protocol answers: %s", async (text) => {
    const rows = await walk(text, 20);
    expect(rows.map(({ line }) => line)).toEqual(await streamed(text));
  });

  it("show whose a record is, exact digits and microseconds", async () => {
    const query = parseRecordQuery("record_id=r%231");
    const { rows, matching } = await listRecords(analyst, query, { after: null, size: 20 });
    expect(matching).toEqual({ count: 1, isMore: false });
    expect(rows[0]).toMatchObject({
      recordId: "r#1",
      site: "SiteA",
      group: "def-two",
      user: "u1",
      startAt: "2026-03-02T09:15:00.079041Z",
      stopAt: "2026-03-05T00:00:01Z",
      components: [
        { name: "Cores", amount: GREATEST, scores: [{ name: "HEPSPEC06", value: "9.2" }] },
      ],
    });
  });

  it("hold only the groups that a PI leads, and no words of other groups", async () => {
    const page = { after: null, size: 100 };
    const all = await listRecords(pi, parseRecordQuery(""), page);
    expect(all.rows.length).toBe(36);
    expect(new Set(all.rows.map(({ group }) => group))).toEqual(new Set(["def-one"]));
    expect(all.matching).toEqual({ count: 36, isMore: false });
    const asked = parseRecordQuery("meta[group_id][c][0]=def-two");
    expect((await listRecords(pi, asked, page)).rows).toEqual([]);
    const none = await listRecords({ ...pi, groups: [] }, parseRecordQuery(""), page);
    expect(none).toEqual({ rows: [], next: null, matching: { count: 0, isMore: false } });
    await expect(listRecords(nobody, parseRecordQuery(""), page)).rejects.toThrow("roles");
    expect(await listRecordWords({ ...pi, groups: [] })).toEqual({ metaKeys: [], components: [] });
    expect(await listRecordWords(analyst)).toEqual({
      metaKeys: ["group_id", "site_id", "user_id"],
      components: ["Cores"],
    });
  });
});
