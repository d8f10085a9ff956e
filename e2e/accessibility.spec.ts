import type { Page } from "@playwright/test";
import { db } from "@/lib/platform/db";
import { expect, type Somebody, type TestCluster, test } from "./fixtures";

/**
 * Every page as each role sees it: axe finds nothing, in light and dark, on a wide screen and on a
 * phone, which never scrolls sideways; and the way through it without a mouse.
 */

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

const entry = (account: string, pain: number) => ({
  account,
  resource: "gpu",
  pain,
  firstjob: "20000_[1-40]",
  lastjob: 21_000,
  submitters: ["user3", "user5", "user8"],
  summary: { num_jobs: 120, cpus_total: 3_840, mem_total: 11_520, old_pain: 12.5 },
});

interface Scene {
  cluster: TestCluster;
  query: string;
  /** A case of the PI's group with a past; one of another group. */
  ownCase: string;
  otherCase: string;
}

/** A cluster with bursts and old jobs, some seen twice, one with a claim, a ticket and a note. */
async function setScene(newCluster: () => Promise<TestCluster>): Promise<Scene> {
  const cluster = await newCluster();
  const names = ["def-e2e", "def-other", "rrg-a-rather-long-account-name"];
  const oldjobs = names.map((account, index) => ({
    account,
    resource: "cpu",
    age: 5 + index,
    submitter: "user3",
    summary: null,
  }));
  for (const pain of [40, 55]) {
    const bursts = names.map((account, index) => entry(account, pain - index * 10));
    expect((await cluster.report({ bursts, oldjobs })).status).toBe(201);
  }
  const where = { clusterId: cluster.id, type: "bursts" };
  const own = await db().case.findFirstOrThrow({ where: { ...where, account: "def-e2e" } });
  const other = await db().case.findFirstOrThrow({ where: { ...where, account: "def-other" } });
  const claimant = await db().person.findUnique({ where: { uid: "e2e_analyst" } });
  await db().case.update({
    where: { id: own.id },
    data: {
      ticketNo: "2026010101",
      state: "accepted",
      claimantId: claimant?.id ?? null,
      historyCount: 1,
    },
  });
  await db().historyEvent.create({
    data: {
      room: "cases",
      subjectType: "case",
      subjectId: String(own.id),
      actorKind: "person",
      actorId: "e2e_analyst",
      actorName: "Test analyst",
      verb: "note",
      note: "Wrote to the group; they want the cores until Friday.",
    },
  });
  const query = `cluster=${cluster.id}`;
  return { cluster, query, ownCase: `/cases/${own.id}`, otherCase: `/cases/${other.id}` };
}

async function fits(page: Page): Promise<void> {
  const { scroll, width } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    width: document.documentElement.clientWidth,
  }));
  expect(scroll, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(width);
}

const accountingPages: [path: string, heading: string | RegExp][] = [
  ["/accounting?compare=true&by=user", "Accounting"],
  ["/accounting/records?sort_by[desc]=start_time&runtime[gte]=0&size=20", "Records"],
  ["/accounting/quality", "Data quality"],
];

const accountingAdminPages: [path: string, heading: string | RegExp][] = [
  ["/accounting/mapping", "Mapping"],
  ["/accounting/archive", "Archive"],
];

const storagePages: [path: string, heading: string | RegExp][] = [
  ["/storage", "Quota warnings"],
  ["/storage?chart=histogram&logDays=1", "Quota warnings"],
  ["/storage/users", "Storage by user"],
  ["/storage/vaults?when=all", "Vaults"],
  ["/storage/directories", "Directories"],
  ["/storage/tree", "Storage tree"],
  ["/storage/help", "About storage"],
  ["/groups/def-e2e", "def-e2e"],
];

const storageAdminPages: [path: string, heading: string | RegExp][] = [
  ["/storage/scans", "Scans"],
  ["/storage/settings", "Storage settings"],
];

const adminPages = ["", "/clusters", "/components", "/keys", "/people", "/history"].map(
  (path) => `/admin${path}`,
);

/** What each role looks at, and the heading that is there. */
function pagesFor(who: Somebody, scene: Scene): [path: string, heading: string | RegExp][] {
  const queue: [string, string | RegExp][] = [
    ["/", /./],
    [`/cases?${scene.query}`, "Cases"],
    [`/cases?type=oldjobs&${scene.query}`, "Cases"],
    [scene.ownCase, "def-e2e"],
  ];
  const feed = `/dataspace/${encodeURIComponent(`burst:${scene.cluster.id}`)}`;
  const data: [string, RegExp][] = ["/dataspace", "/dataspace/refused", feed, `${feed}/2`].map(
    (path) => [path, /./],
  );
  const empty: [string, string | RegExp] = ["/cases?q=nobodyhasthisname", "Cases"];
  const missing: [string, string | RegExp] = ["/no-such-page", "Nothing here"];
  if (who === "nobody") return [["/sign-in", "Headroom"]];
  if (who === "roleless") {
    return [
      ["/", /./],
      ["/cases", "No access"],
      ["/admin", "No access"],
    ];
  }
  if (who === "pi")
    return [
      ...queue,
      ...accountingPages,
      ...storagePages,
      [scene.otherCase, "Nothing here"],
      ["/admin", "No access"],
    ];
  if (who === "analyst")
    return [...queue, ...data, ...accountingPages, ...storagePages, empty, missing];
  const admin = adminPages.map((path): [string, RegExp] => [path, /./]);
  return [...queue, ...accountingAdminPages, ...storageAdminPages, ...admin];
}

for (const who of ["nobody", "roleless", "pi", "analyst", "admin"] as const) {
  test(`what ${who} sees is accessible, wide and on a phone`, async ({ as, newCluster, axe }) => {
    test.setTimeout(900_000);
    const scene = await setScene(newCluster);
    const page = await as(who);
    for (const [path, heading] of pagesFor(who, scene)) {
      await page.setViewportSize(WIDE);
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
      await expect(page.getByRole("main")).toHaveCount(1);
      await axe(page);
      await page.setViewportSize(PHONE);
      await fits(page);
      await axe(page);
    }
  });
}

/** Presses Tab until the focus is on what `name` describes; returns how many times. */
async function tabTo(page: Page, name: string | RegExp, most = 80): Promise<number> {
  for (let presses = 1; presses <= most; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const { activeElement: element } = document;
      return element?.getAttribute("aria-label") ?? element?.textContent?.trim() ?? "";
    });
    if (typeof name === "string" ? focused === name : name.test(focused)) return presses;
  }
  throw new Error(`Tab does not reach ${name}`);
}

test("Tab leads past the skip link through the navigation to the table", async ({
  as,
  newCluster,
}) => {
  const { query } = await setScene(newCluster);
  const page = await as("analyst");
  await page.goto(`/cases?${query}`);
  await expect(page.getByRole("table")).toBeVisible();
  expect(await tabTo(page, "Skip to the content")).toBe(1);
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeInViewport();
  await tabTo(page, "Overview");
  await tabTo(page, "Cases");
  await tabTo(page, "def-e2e");
  const link = page.getByRole("link", { name: "def-e2e", exact: true });
  await expect(link).toBeFocused();
  // Whoever tabs sees where they are.
  const outline = await link.evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(outline).not.toBe("none");
});

test("the skip link skips the navigation", async ({ as, newCluster }) => {
  const { query } = await setScene(newCluster);
  const page = await as("analyst");
  await page.goto(`/cases?${query}`);
  await expect(page.getByRole("table")).toBeVisible();
  await tabTo(page, "Skip to the content");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.keyboard.press("Tab");
  const isInMain = await page.evaluate(
    () => document.activeElement?.closest("main") !== null && document.activeElement !== null,
  );
  expect(isInMain).toBe(true);
});

test("the navigation of a phone opens, leads and closes by keyboard", async ({ as }) => {
  const page = await as("analyst");
  await page.setViewportSize(PHONE);
  await page.goto("/");
  const button = page.getByRole("button", { name: "Menu", exact: true });
  await expect(async () => {
    await button.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog", { name: "Menu" })).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, "Cases", 10);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/cases/);
});

test("single keys walk the queue, and stay silent while somebody types", async ({
  as,
  newCluster,
}) => {
  const { query } = await setScene(newCluster);
  const page = await as("analyst");
  await page.goto(`/cases?${query}`);
  const rowOf = (name: string) =>
    page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(async () => {
    await page.keyboard.press("?");
    await expect(sheet).toBeVisible({ timeout: 500 });
  }).toPass();
  // In a dialog the letters of the page do nothing.
  await page.keyboard.press("j");
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(page.locator("[aria-current=true][data-row-id]")).toHaveCount(0);

  await page.keyboard.press("j");
  await expect(rowOf("def-e2e")).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("j");
  await expect(rowOf("def-other")).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("k");
  await expect(rowOf("def-e2e")).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("ArrowDown");
  await expect(rowOf("def-other")).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("n");
  await expect(page.getByRole("dialog").getByLabel("Note")).toBeFocused();
  await page.keyboard.type("jknc");
  await expect(page.getByRole("dialog").getByLabel("Note")).toHaveValue("jknc");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("c");
  await expect(page.getByRole("dialog")).toContainText("def-other");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("/");
  await expect(page.getByLabel("Search the queue")).toBeFocused();
  await page.keyboard.type("jjj");
  await expect(rowOf("def-other")).toHaveCount(0);
  await page.getByLabel("Search the queue").fill("");
  await expect(rowOf("def-other")).toHaveCount(1);
  await page.goto(`/cases?${query}`);
  await expect(async () => {
    await page.keyboard.press("j");
    await expect(rowOf("def-e2e")).toHaveAttribute("aria-current", "true", { timeout: 500 });
  }).toPass();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "def-e2e" })).toBeVisible();
});
