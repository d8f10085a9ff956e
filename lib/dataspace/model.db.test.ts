import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { expect, it } from "vitest";
import { systemActor } from "@/lib/auth/model";
import { MIGRATIONS_DIR } from "@/lib/platform/migrate";
import { openPage } from "@/lib/platform/testing/lists";
import { bringProducts } from "./factory";
import { generationList } from "./lists/generations";
import { refusalList } from "./lists/refusals";
import { recordRefusal } from "./mutations/refusal";
import { saveFeedSettings } from "./mutations/retention";
import { readFeedName } from "./params";
import { getFeed } from "./queries/get-feed";

const old = { name: "wrstat:vol/ö", kind: "wrstat", clusterId: null };
const name = "scan:vol/ö";

it("a feed of scans gets its new name with all that it had, and answers to the old one", async () => {
  await bringProducts(old.name, { scan: { lines: 1 } });
  await recordRefusal(systemActor, { feed: old, requestRef: "r", code: "c", detail: "bad" });
  const settings = { retentionDays: 9, intervalSeconds: 60, lifetimeSeconds: 70 };
  await saveFeedSettings(systemActor, { feed: old.name, version: 1, ...settings });

  const sql = await readFile(join(MIGRATIONS_DIR, "20261128220000_scan_feeds/migration.sql"));
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query(
    `insert into components (id, name, service) values ('s', 'S', 'scanner');
     insert into idempotent_receipts (component_id, feed_name, key, body_digest, receipt) values
       ('s', 'scan', 'k', 'd', '{"status":201,"body":"{\\"feed\\":\\"wrstat:vol/ö\\",\\"n\\":1}"}')`,
  );
  await client.query(String(sql));
  const { rows: receipts } = await client.query("select receipt from idempotent_receipts");
  const { rows: events } = await client.query("select distinct subject_id from history_events");
  await expect(client.query("update history_events set verb = 'x'")).rejects.toThrow("append-only");
  await client.end();

  expect(receipts).toEqual([{ receipt: { status: 201, body: `{"feed":"${name}","n":1}` } }]);
  expect(events).toEqual([{ subject_id: name }]);
  const feed = await getFeed(systemActor, readFeedName(encodeURIComponent(old.name)));
  expect(feed).toMatchObject({ freshness: { feed: name, generation: 1 }, kind: "scan" });
  expect(feed.settings).toEqual({ version: 2, intervalSeconds: 60, retentionDays: 9 });
  const { rows } = await openPage(generationList, systemActor);
  expect(rows.map(({ number }) => number)).toEqual([1]);
  for (const asked of [name, old.name]) {
    const refused = await openPage(refusalList, systemActor, `feed=${encodeURIComponent(asked)}`);
    expect(refused.rows.map(({ feed }) => feed)).toEqual([name]);
  }
});
