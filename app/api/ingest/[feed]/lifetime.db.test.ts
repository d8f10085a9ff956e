import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { makeMachine } from "@/lib/auth/factory";
import { systemActor } from "@/lib/auth/model";
import { saveFeedSettings } from "@/lib/dataspace/mutations/retention";
import { getFeed } from "@/lib/dataspace/queries/get-feed";
import { setClock } from "@/lib/platform/clock";
import { scanLine } from "@/lib/storage/factory/scan-file";
import { POST } from "./route";

const NOW = Date.parse("2026-03-20T12:00:00Z");
const DAY = 86_400;

async function send(feed: string, query: string, body: string | Uint8Array, type: string) {
  const machine = await makeMachine("scanner", null);
  const request = new Request(`http://headroom.test/api/ingest/${feed}${query}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${machine.token}`, "Content-Type": type },
    body: body as BodyInit,
  });
  const response = await POST(request, { params: Promise.resolve({ feed }) });
  expect(response.status, await response.text()).toBe(201);
}

const group = (name: string) => JSON.stringify({ groups: [{ name }] });

it.each([
  [
    "scan:vol",
    (n: number) =>
      send(
        "scan",
        `?volume=vol&date=2026-03-1${n}&scanTime=${Math.floor(NOW / 1000)}`,
        gzipSync(scanLine({ path: "/lustre/vol/p/a/file" })),
        "application/gzip",
      ),
  ],
  ["quotas", (n: number) => send("quotas", "", `7,/lustre/vol,${n},1\n`, "text/csv")],
  ["basedirs", (n: number) => send("basedirs", "", `${n}\t/lustre/vol/p\n`, "text/plain")],
  ["directory", (n: number) => send("directory", "", group(`g${n}`), "application/json")],
])("%s counts for two days, and then for what an admin sets", async (feed, bring) => {
  setClock(new Date(NOW));
  await bring(1);
  const lasts = async () => {
    const { freshness, lifetimeSeconds, settings } = await getFeed(systemActor, feed);
    const { madeAt, validUntil } = freshness;
    const seconds = (Number(validUntil) - Number(madeAt)) / 1000;
    return { seconds, lifetimeSeconds, version: settings.version };
  };
  const before = await lasts();
  expect(before).toMatchObject({ seconds: 2 * DAY, lifetimeSeconds: 2 * DAY });
  await saveFeedSettings(systemActor, {
    ...{ feed, version: before.version, retentionDays: null, intervalSeconds: null },
    lifetimeSeconds: 3 * DAY,
  });
  await bring(2);
  expect(await lasts()).toMatchObject({ seconds: 3 * DAY, lifetimeSeconds: 3 * DAY });
});
