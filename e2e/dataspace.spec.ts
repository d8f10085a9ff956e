import type { Page } from "@playwright/test";
import { makeFeed } from "@/lib/dataspace/factory";
import { expect, openServerDatabase, type TestCluster, test } from "./fixtures";

test.beforeAll(openServerDatabase);

const burst = (account: string, pain: unknown = 12.5) => ({
  account,
  resource: "cpu",
  pain,
  firstjob: 1,
  lastjob: 2,
  submitters: ["user1"],
  summary: null,
});

const pathOf = (name: string, below = "") => `/dataspace/${encodeURIComponent(name)}${below}`;
const feedOf = ({ id }: TestCluster) => `burst:${id}`;
const dialog = (page: Page) => page.locator('[data-slot="dialog"]');
const row = (page: Page, text: string | RegExp) => page.getByRole("row").filter({ hasText: text });

// A name with every character that an address has to hide, and a past of a month.
async function oldFeed({ id }: TestCluster): Promise<string> {
  const dayMs = 24 * 60 * 60_000;
  const { name } = await makeFeed({
    name: `scan:${id}/ö%`,
    clusterId: id,
    lifetimeSeconds: 129_600,
    intervalSeconds: 86_400,
    generations: Array.from({ length: 30 }, (_, index) => ({
      number: index + 1,
      madeAt: new Date(Date.now() - (36 - index) * dayMs),
      receivedCount: 1_000 + index,
      summary: `${1_000 + index} lines`,
      products: {
        group_usage: { value: { groups: [{ gid: 1313, bytes: 2n ** 60n + BigInt(index) }] } },
        vault_summary: { value: [index < 9 ? 1 : 2], originNumber: 1, missedUpdateCount: index },
        ...(index > 9 ? { user_usage: { value: index } } : {}),
      },
    })),
  });
  return name;
}

test("a report arrives, and its generation shows with products and value", async ({
  as,
  newCluster,
}) => {
  const cluster = await newCluster();
  await cluster.report({ bursts: [burst("def-one")] });
  const page = await as("analyst");
  await page.goto(`/dataspace?cluster=${cluster.id}`);
  await expect(row(page, feedOf(cluster))).toContainText("Fresh");
  await page.getByRole("link", { name: feedOf(cluster) }).click();
  await expect(page.getByRole("heading", { level: 1, name: feedOf(cluster) })).toBeVisible();
  await expect(page.getByRole("link", { name: "1", exact: true })).toBeVisible();

  // The page hears of the next report by itself.
  await cluster.report({ bursts: [burst("def-one"), burst("def-two")] });
  await page.getByRole("link", { name: "2", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Generation 2, the newest" })).toBeVisible();
  await page.getByRole("link", { name: "burst_report", exact: true }).click();
  const value = page.getByRole("region", { name: "Value of burst_report" });
  await expect(value).toContainText('"account": "def-two"');
  await page.getByRole("link", { name: "Compare with 1" }).click();
  await expect(row(page, /burst_report\s/)).toContainText("Changed");
});

test("a refused report shows with its bad rows and their reasons", async ({ as, newCluster }) => {
  const cluster = await newCluster();
  await cluster.report({ bursts: [burst("def-one")] });
  await cluster.report({ bursts: [burst("def-good"), burst("def-bad", "much")] });
  const page = await as("analyst");
  await page.goto(`/dataspace?cluster=${cluster.id}`);
  await expect(row(page, feedOf(cluster))).toContainText("1 in 1 report");
  await page.goto(pathOf(feedOf(cluster), "/refused"));
  await expect(row(page, "pain")).toContainText("1 of 2");
  await row(page, "pain").getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Refused report" })).toBeVisible();
  await expect(row(page, "def-bad")).toContainText("pain");
  await expect(row(page, "def-good")).toHaveCount(0);
});

test("what is old says so, and any two generations compare", async ({ as, newCluster }) => {
  const name = await oldFeed(await newCluster());
  const page = await as("analyst");
  await page.goto(pathOf(name));
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByText(`Nothing new from ${name}`)).toBeVisible();
  await expect(page.getByText("Carried, 29 updates missed").first()).toBeVisible();
  await page.getByRole("button", { name: /Show as table/ }).click();
  await expect(page.getByRole("table", { name: "Gaps between generations" })).toContainText("1 d");

  await page.getByRole("link", { name: "Compare" }).click();
  await expect(page.getByRole("heading", { name: "From generation 29 to 30" })).toBeVisible();
  await page.getByRole("textbox", { name: "From generation" }).fill("5");
  await page.getByRole("textbox", { name: "To generation" }).fill("25");
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(page).toHaveURL(/from=5&to=25/);
  await expect(row(page, "user_usage")).toContainText("Added");
  await expect(row(page, "group_usage")).toContainText("Changed");
  await page.getByRole("textbox", { name: "To generation" }).fill("99");
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(page.getByText("Generation 99 is not kept")).toBeVisible();
  await page.goto(pathOf(name, "/31"));
  await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
});

test("an admin marks products as demented and as expired, and says why", async ({
  as,
  newCluster,
}) => {
  const cluster = await newCluster();
  await cluster.report({ bursts: [burst("def-one")] });
  const page = await as("admin");
  await page.goto(pathOf(feedOf(cluster), "/1"));
  await page.getByRole("button", { name: "Mark as demented…" }).click();
  await dialog(page).getByRole("checkbox", { name: "bursters" }).click();
  await dialog(page).getByRole("button", { name: "Mark" }).click();
  await expect(dialog(page)).toContainText("Say why.");
  await dialog(page).getByLabel("Reason").fill("The clock of the detector was wrong");
  await dialog(page).getByRole("button", { name: "Mark" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(row(page, "bursters")).toContainText("Demented");
  await expect(row(page, "bursters")).toContainText("The clock of the detector was wrong");

  await page.getByRole("button", { name: "Mark as expired…" }).click();
  await dialog(page).getByRole("checkbox", { name: "burst_report", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Set" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(row(page, /^burst_report\s?(?!_)/).first()).toContainText(/tale, expired/);

  const analyst = await as("analyst");
  await analyst.goto(pathOf(feedOf(cluster), "/1"));
  await expect(row(analyst, "bursters")).toContainText("Demented");
  await expect(analyst.getByRole("button", { name: "Mark as demented…" })).toHaveCount(0);
});

test("an admin keeps one feed longer, within bounds, and makes a dry run", async ({
  as,
  newCluster,
}) => {
  const name = await oldFeed(await newCluster());
  const page = await as("admin");
  await page.goto(pathOf(name));
  await page.getByRole("button", { name: "Settings…" }).click();
  const kept = dialog(page).getByLabel("Kept for, in days");
  await kept.fill("6");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(dialog(page)).toContainText("Use a whole number from 7");
  await kept.fill("7");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByText("7 days, set for this feed")).toBeVisible();

  await page.goto("/dataspace/retention");
  await expect(page.getByText(`${name}: 7 days`)).toBeVisible();
  await page.getByRole("button", { name: "Dry run" }).click();
  await expect(page.getByRole("heading", { name: "What a pass would remove" })).toBeVisible();
  // All 30 are old enough; the newest stays whatever its age.
  await expect(row(page, name).first()).toContainText("29");
});

test("a PI is told that this is not open to them", async ({ as, newCluster }) => {
  const cluster = await newCluster();
  await cluster.report({ bursts: [burst("def-e2e")] });
  const page = await as("pi");
  for (const path of [
    "/dataspace",
    pathOf(feedOf(cluster)),
    pathOf(feedOf(cluster), "/1"),
    "/dataspace/retention",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: "No access" })).toBeVisible();
  }
  await expect(page.getByRole("link", { name: "Data", exact: true })).toHaveCount(0);
  await page.goto(`/cases?cluster=${cluster.id}`);
  await expect(page.getByRole("list", { name: "Sources of this table" })).toContainText(
    "generation 1",
  );
  await expect(page.getByRole("link", { name: feedOf(cluster) })).toHaveCount(0);
});

test("every page of the room is accessible, also on a phone", async ({ as, newCluster, axe }) => {
  test.setTimeout(150_000);
  const cluster = await newCluster();
  await cluster.report({ bursts: [burst("def-one", "much")] });
  const name = await oldFeed(cluster);
  const page = await as("admin");
  const paths = [
    `/dataspace?cluster=${cluster.id}`,
    pathOf(name),
    pathOf(name, "/30?key=group_usage"),
    pathOf(name, "/diff"),
    pathOf(feedOf(cluster), "/refused"),
    "/dataspace/refused",
    "/dataspace/retention",
  ];
  for (const path of paths) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await axe(page);
    await page.setViewportSize({ width: 390, height: 800 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, path).toBeLessThanOrEqual(390);
  }
});
