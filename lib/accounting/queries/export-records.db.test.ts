import { beforeAll, describe, expect, it } from "vitest";
import { viewerWithoutPerson } from "@/lib/auth/model";
import type { TabularFormat } from "@/lib/platform/tabular";
import { addRecords } from "../ingest/add-records";
import type { Sites } from "../model";
import { rollUp } from "../mutations/roll-up";
import { parseRecordQuery } from "../params/record-query";
import { parseRecords } from "../schema/read-record";
import { exportRecords } from "./export-records";
import { streamRecords } from "./stream-records";

const analyst = viewerWithoutPerson("ana", "Ana", ["analyst"]);
const pi = { ...viewerWithoutPerson("pia", "Pia", ["pi"]), groups: ["def-one"] };

const RECORDS = 2_500;

function sent(n: number): string {
  const meta = `{"group_id":["def-${["one", "two"][n % 2]}"],"site_id":["Site${n % 5}"]}`;
  const stop = n === 7 ? "null" : `"2026-03-01T10:15:${String(n % 60).padStart(2, "0")}.5Z"`;
  return `{"record_id":"=r,${n}","meta":${meta},"components":[{"name":"Cores",
    "amount":9223372036854775807,"scores":[]}],"start_time":"2026-03-01T09:15:00.079043Z",
    "stop_time":${stop}}`;
}

beforeAll(async () => {
  const text = Array.from({ length: RECORDS }, (_, n) => sent(n)).join(",");
  await addRecords(parseRecords(`[${text}]`), { actor: null, sites: null });
  await rollUp();
});

async function textOf(
  who: typeof analyst,
  format: TabularFormat,
  search: Record<string, string>,
  sites: Sites = null,
): Promise<string> {
  const within = { clusterId: null, sites, volume: null };
  const query = new URLSearchParams(search);
  const { pieces } = await exportRecords({ ...who, within }, query, format);
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
}

describe("records as a file", () => {
  it("are as NDJSON what the protocol answers, in its order", async () => {
    const stream = await streamRecords(
      parseRecordQuery("sort_by[desc]=stop_time&limit=1500"),
      null,
    );
    let answer = "";
    for (let piece = await stream.next(); piece !== null; piece = await stream.next()) {
      answer += String(piece);
    }
    const search = { "sort_by[desc]": "stop_time", limit: "1500" };
    expect(await textOf(analyst, "ndjson", search)).toBe(answer);
    expect((await textOf(analyst, "ndjson", {})).split("\n")).toHaveLength(RECORDS + 1);
  });

  it("are as CSV exact, and no spreadsheet computes them", async () => {
    const [head, row] = (await textOf(analyst, "csv", { record_id: "=r,8" })).split("\r\n");
    expect(head).toBe(
      "record_id,site,group,user,start_time,stop_time,runtime_seconds,meta,components",
    );
    expect(row).toBe(
      `"'=r,8",Site3,def-one,,2026-03-01T09:15:00.079043Z,2026-03-01T10:15:08.500Z,3608,` +
        `"{""group_id"":[""def-one""],""site_id"":[""Site3""]}",` +
        `"[{""name"":""Cores"",""amount"":9223372036854775807,""scores"":[]}]"`,
    );
    const running = (await textOf(analyst, "tsv", { record_id: "=r,7" })).split("\n")[1];
    expect(running?.split("\t").slice(1, 7)).toEqual([
      "Site2",
      "def-two",
      "",
      "2026-03-01T09:15:00.079043Z",
      "",
      "",
    ]);
  });

  it("stay within the groups of a PI and the sites of a machine", async () => {
    const lines = (text: string) => text.split("\n").filter(Boolean);
    const own = lines(await textOf(pi, "ndjson", {}));
    expect(own).toHaveLength(RECORDS / 2);
    expect(own.every((line) => line.includes("def-one"))).toBe(true);
    expect(lines(await textOf({ ...pi, groups: [] }, "ndjson", {}))).toEqual([]);
    expect(lines(await textOf(analyst, "ndjson", {}, ["Site1"]))).toHaveLength(RECORDS / 5);
    expect(lines(await textOf(analyst, "ndjson", {}, []))).toEqual([]);
  });

  it("need a query that is one", async () => {
    await expect(textOf(analyst, "csv", { foo: "bar" })).rejects.toThrow("unknown field `foo`");
    await expect(textOf(viewerWithoutPerson("n", "N", []), "csv", {})).rejects.toThrow("roles");
  });
});
