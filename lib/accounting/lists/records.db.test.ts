import { beforeAll, describe, expect, it } from "vitest";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { addRecords } from "../ingest/add-records";
import type { SortColumn } from "../model";
import { rollUp } from "../mutations/roll-up";
import { parseRecordQuery } from "../params/record-query";
import { exportRecords } from "../queries/export-records";
import { listRecords } from "../queries/list-records";
import { parseRecords } from "../schema/read-record";
import type { RecordRow } from "./records";

/** One record with another value in every column, compared whole on the page and in the file. */

const analyst = viewerWithoutPerson("ana", "Ana", ["analyst"]);

const COMPONENTS =
  '[{"name":"Cores","amount":9223372036854775807,"scores":[{"name":"HEPSPEC06","value":9.25}]},' +
  '{"name":"Memory","amount":12,"scores":[]}]';
const META = '{"site_id":["SiteA"],"group_id":["atlas"],"user_id":["ada"],"__proto__":["x","y"]}';

// Every order is another one, and none is that of their arrival.
const records = `[
  {"record_id":"m","meta":${META},"components":${COMPONENTS},
    "start_time":"2026-03-02T09:15:00.079043Z","stop_time":"2026-03-02T10:15:08.5Z"},
  {"record_id":"z","meta":{"site_id":["SiteB"],"group_id":["cms"]},"components":[],
    "start_time":"2026-03-01T00:00:00Z","stop_time":"2026-03-03T00:00:00Z"},
  {"record_id":"a","meta":null,"components":[],
    "start_time":"2026-03-05T00:00:00Z","stop_time":"2026-03-04T00:00:00Z"},
  {"record_id":"k","meta":null,"components":[],
    "start_time":"2026-03-03T00:00:00Z","stop_time":null}]`;

beforeAll(async () => {
  await addRecords(parseRecords(records), { actor: null, sites: null });
  await rollUp();
});

async function openRows(query: string): Promise<RecordRow[]> {
  const wish = { after: null, size: 20 };
  return (await listRecords(analyst, parseRecordQuery(query), wish)).rows;
}

async function openFile(query: string): Promise<Record<string, string>[]> {
  const { pieces } = await exportRecords(analyst, new URLSearchParams(query), "tsv");
  let text = "";
  for await (const piece of pieces) text += piece;
  const [head = [], ...rows] = text
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("\t"));
  return rows.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ""])));
}

const query = "record_id=m";

describe("records", () => {
  it("every cell", async () => {
    expect(await openRows(query)).toEqual([
      {
        ...{ id: expect.stringMatching(/^\d+$/), recordId: "m", site: "SiteA", group: "atlas" },
        ...{ user: "ada", startAt: "2026-03-02T09:15:00.079043Z" },
        ...{ stopAt: "2026-03-02T10:15:08.500Z", runtimeSeconds: "3608" },
        meta: [
          { key: "site_id", values: ["SiteA"] },
          { key: "group_id", values: ["atlas"] },
          { key: "user_id", values: ["ada"] },
          { key: "__proto__", values: ["x", "y"] },
        ],
        components: [
          {
            ...{ name: "Cores", amount: "9223372036854775807" },
            scores: [{ name: "HEPSPEC06", value: "9.25" }],
          },
          { name: "Memory", amount: "12", scores: [] },
        ],
        line:
          `{"record_id":"m","meta":${META},"components":${COMPONENTS},` +
          `"start_time":"2026-03-02T09:15:00.079043Z",` +
          `"stop_time":"2026-03-02T10:15:08.500Z","runtime":3608}`,
      },
    ]);
  });

  it("every cell of the file", async () => {
    expect(await openFile(query)).toEqual([
      {
        ...{ record_id: "m", site: "SiteA", group: "atlas", user: "ada" },
        ...{ start_time: "2026-03-02T09:15:00.079043Z", stop_time: "2026-03-02T10:15:08.500Z" },
        ...{ runtime_seconds: "3608", meta: META, components: COMPONENTS },
      },
    ]);
  });

  const columns: Record<SortColumn, (row: RecordRow) => string | number | null> = {
    record_id: ({ recordId }) => recordId,
    start_time: ({ startAt }) => startAt,
    stop_time: ({ stopAt }) => stopAt,
    runtime: ({ runtimeSeconds }) => (runtimeSeconds === null ? null : Number(runtimeSeconds)),
  };

  it.each(Object.entries(columns))("are ordered by the cells of %s", async (column, cellOf) => {
    for (const direction of ["asc", "desc"] as const) {
      const found = (await openRows(`sort_by[${direction}]=${column}`)).map(cellOf);
      const present = found.filter((value) => value !== null);
      const inOrder = [...present].sort((a, b) => (a < b ? -1 : 1));
      const missing = found.filter((value) => value === null);
      // As PostgreSQL and so the protocol have it: what is missing counts as the greatest.
      const ascending = [...inOrder, ...missing];
      expect(found).toEqual(direction === "asc" ? ascending : ascending.reverse());
      expect(new Set(present).size).toBe(present.length);
    }
  });

  it.each([
    "sort_by[asc]=record_id",
    "sort_by[desc]=runtime",
    "start_time[gt]=2026-03-01T12:00:00Z&sort_by[asc]=stop_time",
    "stop_time[lt]=2026-03-03T12:00:00Z",
    "runtime[gte]=4000",
    "meta[group_id][c][0]=cms",
    "meta[group_id][dnc][0]=cms",
    "component[Memory][gte]=10",
    "sort_by[desc]=start_time&limit=2",
  ])("the file has the rows of the page: %s", async (asked) => {
    const rows = await openRows(asked);
    expect(rows.length).toBeGreaterThan(0);
    expect(await openFile(asked)).toEqual(
      rows.map((row) => ({
        record_id: row.recordId,
        site: row.site ?? "",
        group: row.group ?? "",
        user: row.user ?? "",
        start_time: row.startAt,
        stop_time: row.stopAt ?? "",
        runtime_seconds: row.runtimeSeconds ?? "",
        meta: row.meta === null ? "" : expect.stringContaining(row.meta[0]?.key ?? ""),
        components: expect.stringContaining(row.components[0]?.name ?? "[]"),
      })),
    );
  });
});
