import { beforeAll, expect, it } from "vitest";
import { grantsOf, systemActor, type Viewer, viewerWithoutPerson } from "@/lib/auth/model";
import { recordRefusal } from "@/lib/dataspace/mutations/refusal";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { addRecords } from "../ingest/add-records";
import { recordFeed } from "../ingest/door";
import type { FindingKind } from "../model/quality";
import { rollUp } from "../mutations/roll-up";
import { parseRecordQuery } from "../params/record-query";
import { parseRecord } from "../schema/read-record";
import { qualityReport } from "./quality-report";
import { streamRecords } from "./stream-records";

/** Each kind of fault once, and that its query shows just the records that have it. */

const NOW = new Date("2026-03-10T00:00:00Z");
const admin = viewerWithoutPerson("root", "Root", ["admin"]);
const pi: Viewer = {
  ...viewerWithoutPerson("pi1", "Pi", ["pi"]),
  grants: grantsOf(["pi"]),
  groups: ["g"],
};

const scored = [{ name: "Cores", amount: 1, scores: [{ name: "HEPSPEC", value: 1.5 }] }];
const meta = { site_id: ["s"], group_id: ["g"], user_id: ["u"] };
const good = {
  meta: meta as Record<string, string[]>,
  components: scored as { name: string; amount: number; scores: (typeof scored)[0]["scores"] }[],
  start_time: "2026-03-01T00:00:00Z",
  stop_time: "2026-03-01T01:00:00Z" as string | null,
};

const faults: Partial<Record<FindingKind, Partial<typeof good>>> = {
  stoppedIn1970: { stop_time: "1970-01-01T00:00:00Z" },
  negativeRuntime: { stop_time: "2026-02-28T23:59:59Z" },
  cutOff: { start_time: "2025-03-01T00:00:00Z", stop_time: "2026-03-03T00:00:00Z" },
  impossibleStart: { start_time: "1969-12-31T00:00:00Z" },
  impossibleAmount: {
    components: [
      { ...scored[0], name: "Cores", amount: 10_000_001, scores: scored[0]?.scores ?? [] },
    ],
  },
  zeroScore: {
    components: [{ name: "Cores", amount: 1, scores: [{ name: "HEPSPEC", value: 0 }] }],
  },
  noScore: { components: [{ name: "Cores", amount: 1, scores: [] }] },
  noCores: { components: [{ name: "Disk", amount: 1, scores: [] }] },
  noSite: { meta: { group_id: ["g"], user_id: ["u"] } },
  noGroup: { meta: { site_id: ["s"], user_id: ["u"], voms: ["x"] } },
  noUser: { meta: { site_id: ["s"], group_id: ["g"] } },
  startsAhead: { start_time: "2026-03-10T00:05:01Z", stop_time: null },
  stopsAhead: { stop_time: "2026-03-10T00:05:01Z" },
  tooMuchCpu: {
    components: [...scored, { name: "TotalCPU", amount: 3_602, scores: [] as never[] }],
  },
  tooLong: { meta: { ...meta, user_id: ["u".repeat(99), ...Array(99).fill("v".repeat(99))] } },
  openTooLong: { start_time: "2026-02-01T00:00:00Z", stop_time: null },
};

beforeAll(async () => {
  setClock(NOW);
  const sent = [["good", {}] as const, ...Object.entries(faults)];
  const records = sent.map(([record_id, change]) =>
    parseRecord(JSON.stringify({ record_id, ...good, ...change })),
  );
  await addRecords(records, { actor: null, sites: null });
  await db().component.createMany({
    data: [
      { id: "loud", name: "Loud", service: "collector", intervalSeconds: 60, lastHeardAt: NOW },
      {
        ...{ id: "mute", name: "Mute", service: "collector", intervalSeconds: 60 },
        lastHeardAt: new Date(NOW.getTime() - 61_000),
      },
    ],
  });
  await recordRefusal(systemActor, {
    feed: recordFeed(null),
    requestRef: "ref",
    code: "invalid_input",
    detail: "bad",
    receivedCount: 3,
    rejected: [
      { line: 1, reason: "bad", content: "{}" },
      { line: 2, reason: "bad", content: "{}" },
    ],
  });
  await rollUp();
  setClock();
});

it("every kind of fault is found, with its record as the example", async () => {
  setClock(NOW);
  const found = await qualityReport(admin);
  const examples = Object.fromEntries(found.map(({ kind, examples: ids }) => [kind, ids]));
  expect(examples).toEqual({
    ...Object.fromEntries(Object.keys(faults).map((kind) => [kind, [kind]])),
    unknownKeys: [],
    unknownComponents: [],
    refused: [],
    silent: [],
  });
  const names = Object.fromEntries(found.map((finding) => [finding.kind, finding.names]));
  expect(names).toMatchObject({
    unknownKeys: [{ name: "voms", count: 1 }],
    unknownComponents: [{ name: "Disk", count: 1 }],
    refused: [{ name: "accounting:anonymous", count: 2 }],
    silent: [{ name: "Mute", count: 1 }],
  });
  const levels = found.map(({ level }) => level);
  expect(levels).toEqual([...levels].sort((a, b) => rank(a) - rank(b)));
});

const rank = (level: string) => ["error", "warning", "note"].indexOf(level);

it("a finding's query shows its records", async () => {
  setClock(NOW);
  for (const { kind, query, count } of await qualityReport(admin)) {
    if (query === null) continue;
    const stream = await streamRecords(parseRecordQuery(query), null);
    const text = String(await stream.next());
    await stream.close();
    const ids = text.split("\n").flatMap((line) => (line ? [JSON.parse(line).record_id] : []));
    expect([kind, ids[0]]).toEqual([kind, kind]);
    if (kind !== "openTooLong") expect([kind, ids.length]).toEqual([kind, count]);
  }
});

it("a PI hears of own groups' records, not of what is refused or silent", async () => {
  setClock(NOW);
  const kinds = (await qualityReport(pi)).map(({ kind }) => kind);
  expect(kinds).toContain("zeroScore");
  for (const kind of ["noGroup", "refused", "silent", "unknownKeys", "unknownComponents"]) {
    expect(kinds).not.toContain(kind);
  }
});
