import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { rollUp } from "@/lib/accounting/mutations/roll-up";
import { makeMachine } from "@/lib/auth/factory";
import { db } from "@/lib/platform/db";
import { siteUrl } from "@/lib/platform/env";
import {
  addRecords,
  type Installation,
  queryRecords,
  type SentRecord,
} from "@/tools/simulate/collector";
import { expect, openServerDatabase, personId, test } from "./fixtures";
import { letters } from "./permission-world";

/** Records arrive through the protocol's door; what people then see of them. */

const DAY_MS = 86_400_000;
const GREATEST = 2n ** 63n - 1n;

/** Midnight of the day before yesterday, so that nothing here depends on the time of day. */
const midnight = Math.floor(Date.now() / DAY_MS) * DAY_MS - 2 * DAY_MS;
const at = (hours: number, micros = "") =>
  new Date(midnight + hours * 3_600_000).toISOString().replace(/\.\d+Z$/, `${micros}Z`);

interface Scene {
  tag: string;
  group: string;
  collector: string;
  writer: Installation;
  reader: Installation;
}

function recordOf({ tag, group }: Scene, id: string, more: Partial<SentRecord>): SentRecord {
  return {
    record_id: `${tag}-${id}`,
    meta: { site_id: [tag], group_id: [group], user_id: [`${tag}-ann`] },
    components: [
      { name: "Cores", amount: 4, scores: [{ name: "HEPSPEC06", value: 10 }] },
      { name: "TotalCPU", amount: 14_400, scores: [] },
    ],
    start_time: at(1),
    stop_time: at(3),
    ...more,
  };
}

async function makeScene(group?: string): Promise<Scene> {
  await openServerDatabase();
  const tag = letters(10);
  const url = siteUrl();
  const collector = await makeMachine("collector", null);
  return {
    tag,
    group: group ?? `def-${tag}`,
    collector: collector.actor.id,
    writer: { url, credentials: collector.basic },
    reader: { url, credentials: (await makeMachine("reader", null)).basic },
  };
}

/** Sends the records and waits until all of them count; the worker may be at it too. */
async function send(scene: Scene, records: SentRecord[]): Promise<void> {
  await addRecords(scene.writer, records);
  await expect
    .poll(async () => {
      await rollUp();
      const [row] = await db().$queryRaw<{ count: number }[]>`
        select count(*)::int as count from accounting_records r
        join accounting_usages u on u.id = r.id where r.record_id like ${`${scene.tag}-%`}`;
      return row?.count;
    })
    .toBe(records.length);
}

const row = (page: Page, text: string | RegExp) => page.getByRole("row").filter({ hasText: text });
const dialog = (page: Page) => page.locator('[data-slot="dialog"]');

/** The query of the address bar, as it stands there. */
const queryOf = (page: Page) => page.url().split("?")[1] ?? "";

test("a query put together by keyboard is the API's own, and its pages hold all it finds", async ({
  as,
}) => {
  const scene = await makeScene();
  const many = Array.from({ length: 45 }, (_, n) =>
    recordOf(scene, String(n).padStart(2, "0"), { start_time: at(1 + n / 100) }),
  );
  const exact = recordOf(scene, "exact#1 [x]", {
    components: [{ name: "MaxRSS", amount: GREATEST, scores: [] }],
    start_time: at(5, ".079043"),
    stop_time: null,
  });
  await send(scene, [...many, exact]);
  const page = await as("analyst");
  await page.goto("/accounting");
  await page.getByRole("link", { name: "Records", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Records" })).toBeVisible();

  await page.getByRole("button", { name: "Add a condition" }).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Field of condition 1").selectOption("Meta key");
  await page.getByLabel("Operator of condition 1").selectOption("contains");
  await page.getByLabel("Meta key of condition 1").fill("site_id");
  await page.getByLabel("Value of condition 1").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Give a value, or remove the condition.")).toBeVisible();
  await expect(page.getByLabel("Value of condition 1")).toBeFocused();
  await page.keyboard.type(scene.tag);
  await page.getByLabel("Rows per page").selectOption("20");
  await page.getByLabel("Value of condition 1").press("Enter");
  await expect(page).toHaveURL(/size=20$/);
  expect(queryOf(page)).toBe(`meta[site_id][c][0]=${scene.tag}&sort_by[desc]=start_time&size=20`);
  await expect(page.getByText("Records 1–20 of 46")).toBeVisible();

  // The one that runs is the newest; its digits are all there.
  const first = row(page, exact.record_id);
  await expect(first).toContainText("Running");
  await expect(first).toContainText(at(5, ".079043").replace("T", " ").replace("Z", ""));
  await expect(first).toContainText("MaxRSS 9,223,372,036,854,775,807");
  await first.getByRole("button").press("Enter");
  await expect(dialog(page)).toContainText(`"amount":${GREATEST}`);
  await expect(dialog(page)).toContainText("Still running");
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);

  const shown: string[] = [];
  for (const position of ["1–20", "21–40", "41–46"]) {
    await expect(page.getByText(`Records ${position} of 46`)).toBeVisible();
    shown.push(
      ...(await page
        .locator("[data-record]")
        .evaluateAll((rows) => rows.map((each) => each.getAttribute("data-record") ?? ""))),
    );
    if (position !== "41–46") await page.getByRole("link", { name: "Next page" }).click();
  }
  const query = queryOf(page).replace(/&after=.*$/, "");
  const answer = await queryRecords(scene.reader, query);
  expect(shown).toEqual(answer.map(({ record_id: id }) => id));
});

test("what the API would refuse is told in its words, and times are completed", async ({ as }) => {
  const page = await as("analyst");
  await page.goto("/accounting/records?start_time[gte]=2026-03-01");
  await expect(page.getByText("input is not enough for unique date and time")).toBeVisible();
  await expect(page.getByRole("table")).toHaveCount(0);
  await page.getByRole("button", { name: "Show records" }).click();
  await expect(page).toHaveURL(/start_time\[gte\]=2026-03-01T00%3A00%3A00Z/);
  await expect(page.getByText("input is not enough")).toHaveCount(0);
  await page.goto("/accounting/records?foo=bar");
  await expect(page.getByText("unknown field `foo`")).toBeVisible();
});

test("a query leaves as a call, as a program and as a file", async ({ as }) => {
  const scene = await makeScene();
  await send(scene, [recordOf(scene, "a", {}), recordOf(scene, "=b", {})]);
  const page = await as("analyst");
  const query = `meta[site_id][c][0]=${scene.tag}&sort_by[asc]=record_id`;
  await page.goto(`/accounting/records?${query}`);
  await expect(page.getByText("Records 1–2 of 2")).toBeVisible();
  await page.getByRole("button", { name: "Copy as code" }).click();
  await expect(dialog(page)).toContainText(
    `curl -g -u 'USER:PASSWORD' '${siteUrl()}/records?${query}'`,
  );
  await expect(dialog(page)).toContainText(`MetaOperator().contains(["${scene.tag}"])`);
  await expect(dialog(page)).toContainText('.sort_by(SortBy().ascending("record_id"))');
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "NDJSON" }).click(),
  ]);
  const lines = (await readFile(await download.path(), "utf8")).split("\n").filter(Boolean);
  const answer = await queryRecords(scene.reader, query);
  expect(lines.map((line) => JSON.parse(line))).toEqual(answer);
});

test("usage over time: measure, split, time, the period before, and as a table", async ({ as }) => {
  const scene = await makeScene();
  const { tag } = scene;
  const bob = { site_id: [tag], group_id: [scene.group], user_id: [`${tag}-bob`] };
  await send(scene, [
    recordOf(scene, "a", {}),
    // Over midnight: two of its three hours are on the day before.
    recordOf(scene, "b", { start_time: at(-2), stop_time: at(1), meta: bob }),
    recordOf(scene, "c", { start_time: at(-72), stop_time: at(-71), meta: bob }),
  ]);
  const page = await as("analyst");
  await page.goto(`/accounting?group=${scene.group}&by=user`);
  const sums = page.getByRole("region", { name: "Sums of the time" });
  await expect(sums.getByText("24", { exact: true }).first()).toBeVisible();
  await expect(page.getByText(/24 core-hours from/)).toBeVisible();
  await expect(row(page, `${tag}-bob`).first()).toContainText("66.7 %");

  await page.getByRole("button", { name: /Show as table.*Core-hours/ }).click();
  const table = page.getByRole("table", { name: /^Core-hours by user/ });
  const day = (hours: number) => row(page, at(hours).slice(0, 10));
  await expect(day(0)).toContainText("12");
  await expect(day(-24)).toContainText("8");
  await expect(table).toContainText("(not yet complete)");

  await page.getByLabel("Measure").selectOption("Jobs");
  await expect(page).toHaveURL(/measure=jobs/);
  await expect(page.getByRole("table", { name: /^Jobs by user/ })).toBeVisible();
  await expect(day(0).first()).toContainText("2");
  await page.getByLabel("Split by").selectOption("Group");
  await expect(page.getByRole("table", { name: /^Jobs by group/ })).toBeVisible();
  await page.getByRole("checkbox", { name: "Draw the period before" }).click();
  await expect(page.getByRole("columnheader", { name: "Period before" })).toBeVisible();

  // A time of one's own: one day.
  await page.getByLabel("Time", { exact: true }).selectOption("From … to …");
  await page.getByLabel("First day").fill(at(-24).slice(0, 10));
  await page.getByLabel("First day").press("Enter");
  await expect(page).toHaveURL(new RegExp(`from=${at(-24).slice(0, 10)}`));
  await page.getByLabel("Last day").fill(at(-24).slice(0, 10));
  await page.getByLabel("Last day").press("Enter");
  await expect(page.getByText(/^1 job from/)).toBeVisible();

  await page.getByLabel("Only the user").fill(`${tag}-ann`);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Nothing ran in this time", { exact: false }).first()).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page).not.toHaveURL(/user=/);
});

test("a PI sees own groups: usage, records, export and faults", async ({ as }) => {
  const scene = await makeScene("def-e2e");
  await personId("pi");
  const stranger = { site_id: [scene.tag], group_id: [`def-${scene.tag}`], user_id: ["eve"] };
  await send(scene, [
    recordOf(scene, "own", {}),
    recordOf(scene, "other", { meta: stranger, start_time: at(3), stop_time: at(1) }),
  ]);
  const page = await as("pi");
  await page.goto(`/accounting/records?meta[site_id][c][0]=${scene.tag}`);
  await expect(page.getByText("Records 1–1 of 1")).toBeVisible();
  await expect(row(page, `${scene.tag}-own`)).toBeVisible();
  await page.goto(`/accounting?site=${scene.tag}&by=group`);
  await expect(row(page, "def-e2e").first()).toContainText("100 %");
  await expect(page.getByText(stranger.group_id[0] ?? "")).toHaveCount(0);
  const file = await page.request.get(
    `/api/export/records?format=ndjson&meta[site_id][c][0]=${scene.tag}`,
  );
  const body = await file.text();
  expect(body).toContain(`${scene.tag}-own`);
  expect(body).not.toContain(`${scene.tag}-other`);
  await page.goto("/accounting/quality");
  await expect(page.getByRole("heading", { level: 1, name: "Data quality" })).toBeVisible();
  await expect(page.getByText(`${scene.tag}-other`)).toHaveCount(0);
  await page.goto("/accounting/mapping");
  await expect(page.getByRole("heading", { level: 1, name: "No access" })).toBeVisible();
});

test("faults of records are found, and lead to the records", async ({ as }) => {
  const scene = await makeScene();
  await send(scene, [
    recordOf(scene, "past", { stop_time: "1970-01-01T00:00:00Z" }),
    recordOf(scene, "back", { start_time: at(4), stop_time: at(3) }),
  ]);
  const page = await as("analyst");
  await page.goto("/accounting/quality");
  const finding = page.locator('[data-finding="negativeRuntime"]');
  await expect(finding).toContainText(`${scene.tag}-back`);
  await expect(page.locator('[data-finding="stoppedIn1970"]')).toContainText(`${scene.tag}-past`);
  await finding.getByRole("link", { name: `${scene.tag}-back` }).click();
  await expect(row(page, `${scene.tag}-back`)).toContainText("Negative");
});

test("an admin maps a source's own words, and its past counts anew", async ({ as }) => {
  test.setTimeout(90_000);
  const scene = await makeScene();
  const odd = (id: string) =>
    recordOf(scene, id, {
      meta: { hall: [scene.tag], project: [scene.group] },
      components: [{ name: "NumSlots", amount: 8, scores: [] }],
    });
  await send(scene, [odd("a"), odd("b")]);
  const page = await as("admin");
  await page.goto("/accounting/mapping");
  await page.getByRole("link", { name: `Machine ${scene.collector}` }).click();
  await expect(page).toHaveURL(/source=/);
  const group = page.getByRole("group", { name: "Group" });
  await group.getByLabel("Meta keys, one a line").fill("project");
  await page.getByRole("group", { name: "Site" }).getByLabel("Meta keys, one a line").fill("hall");
  await page.getByLabel("Cores, choice 1: components, one a line").fill("NumSlots");

  await page.getByLabel("Cores, choice 1: factor").fill("none");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByText("These rules cannot be tried")).toBeVisible();
  await page.getByLabel("Cores, choice 1: factor").fill("0.5");
  await page.getByRole("button", { name: "Preview" }).click();
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview).toContainText("The newest 2 records");
  await expect(row(page, scene.group)).toContainText("2");
  await expect(preview.getByText("2 of 2").first()).toBeVisible();

  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Mapping saved").first()).toBeVisible();
  await expect(row(page, `Machine ${scene.collector}`)).toContainText("Its own");
  // Two records of 8 slots, halved, for two hours.
  await expect(async () => {
    await page.goto(`/accounting?group=${scene.group}`);
    await expect(page.getByText(/16 core-hours from/)).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 45_000 });
});

test("the page of a case shows what its account used", async ({ as, newCluster }) => {
  const scene = await makeScene();
  await send(scene, [recordOf(scene, "a", {})]);
  const cluster = await newCluster();
  const burst = { account: scene.group, resource: "cpu", pain: 40, firstjob: 1, lastjob: 2 };
  await cluster.report({ bursts: [{ ...burst, submitters: ["user1"], summary: null }] });
  const page = await as("analyst");
  await page.goto(`/cases?cluster=${cluster.id}`);
  await page.getByRole("link", { name: scene.group }).click();
  await expect(page.getByText(/^8 core-hours from/)).toBeVisible();
  await page.getByRole("link", { name: "Open in accounting" }).click();
  await expect(page).toHaveURL(new RegExp(`group=${scene.group}`));
  await expect(page.getByText(/^8 core-hours from/)).toBeVisible();
});
