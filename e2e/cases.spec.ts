import type { Page } from "@playwright/test";
import { expect, type TestCluster, test } from "./fixtures";

const entry = (account: string, pain: number, extra: object = {}) => ({
  account,
  resource: "cpu",
  pain,
  firstjob: 1005,
  lastjob: 2000,
  submitters: ["user3", "user5"],
  summary: { num_jobs: 12, cpus_total: 100 },
  ...extra,
});

/** A cluster with three pending bursts, the worst named first. */
async function threeBursts(newCluster: () => Promise<TestCluster>) {
  const cluster = await newCluster();
  const bursts = [entry("def-one", 90), entry("def-two", 50), entry("def-three", 10)];
  expect((await cluster.report({ bursts })).status).toBe(201);
  return { ...cluster, query: `cluster=${cluster.id}` };
}

const row = (page: Page, account: string) =>
  page.getByRole("row").filter({ has: page.getByRole("link", { name: account, exact: true }) });

const accounts = (page: Page) =>
  page.getByRole("table").getByRole("link", { name: /^def-/ }).allTextContents();

/** The open dialog; a toast has the same role. */
const dialogOf = (page: Page) => page.locator('[data-slot="dialog"]');

async function fromMenu(page: Page, account: string, item: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${account}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

/** Waits until single keys are listened to. */
async function isReady(page: Page): Promise<void> {
  await expect(page.getByRole("table")).toBeVisible();
  await expect(async () => {
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible({
      timeout: 500,
    });
  }).toPass();
  await page.keyboard.press("Escape");
  await expect(dialogOf(page)).toHaveCount(0);
}

test("the queue shows the worst first and keeps filters, sort and page in the address", async ({
  as,
  newCluster,
}) => {
  const { query, id } = await threeBursts(newCluster);
  const page = await as("analyst");
  await page.goto(`/cases?${query}`);
  await expect.poll(() => accounts(page)).toEqual(["def-one", "def-two", "def-three"]);
  await expect(row(page, "def-one")).toContainText("90.00");
  await expect(row(page, "def-one")).toContainText("Job count 12");
  const sources = page.getByRole("list", { name: "Sources of this table" });
  await expect(sources).toContainText(`burst:${id}generation 1`);

  await page.getByRole("button", { name: "Account" }).click();
  await expect(page).toHaveURL(/sort=account/);
  await expect(async () => {
    await expect.poll(() => accounts(page)).toEqual(["def-one", "def-three", "def-two"]);
  }).toPass();
  await page.getByLabel("Search the queue").fill("three");
  await expect(page).toHaveURL(/q=three/);
  await expect(page.getByRole("table").getByRole("link", { name: /^def-/ })).toHaveCount(1);
  await page.reload();
  await expect.poll(() => accounts(page)).toEqual(["def-three"]);

  await page.getByLabel("State").selectOption("rejected");
  await expect(page.getByText("No case matches")).toBeVisible();
  await expect(page.getByText(/Drop a filter: .*state/)).toBeVisible();
});

test("an analyst claims, writes a note and links a ticket; an admin accepts", async ({
  as,
  newCluster,
}) => {
  const cluster = await threeBursts(newCluster);
  const page = await as("analyst");
  await page.goto(`/cases?${cluster.query}`);
  await isReady(page);
  await fromMenu(page, "def-one", "Claim");
  const dialog = dialogOf(page);
  await expect(dialog.getByLabel("Note")).toBeFocused();
  await page.keyboard.type("Following up");
  await page.keyboard.press("Control+Enter");
  await expect(row(page, "def-one").getByText("You", { exact: true })).toBeVisible();

  await fromMenu(page, "def-one", "Link a ticket…");
  await dialog.getByLabel("Ticket number").fill("2026-0017");
  await dialog.getByLabel("Ticket id").fill("17");
  await dialog.getByRole("button", { name: "Link" }).click();
  const link = row(page, "def-one").getByRole("link", { name: /2026-0017/ });
  await expect(link).toHaveAttribute("href", /TicketID=17$/);

  const admin = await as("admin");
  await admin.goto(`/cases?${cluster.query}`);
  await isReady(admin);
  await fromMenu(admin, "def-one", "Accept");
  await dialogOf(admin).getByRole("button", { name: "Accept" }).click();
  await expect(row(admin, "def-one").getByText("Accepted")).toBeVisible();

  await admin.getByRole("link", { name: "def-one", exact: true }).click();
  await expect(admin.getByRole("heading", { level: 1, name: "def-one" })).toBeVisible();
  await expect(admin.getByText("Following up")).toBeVisible();
  await expect(admin.getByText("State updated from pending to accepted")).toBeVisible();
});

test("a case is given to a colleague, and its ticket goes again", async ({ as, newCluster }) => {
  const { query } = await threeBursts(newCluster);
  await as("analyst2");
  const page = await as("analyst");
  await page.goto(`/cases?${query}`);
  await isReady(page);
  await fromMenu(page, "def-one", "Assign…");
  await expect(dialogOf(page).getByLabel("Person")).toBeFocused();
  await dialogOf(page).getByLabel("Person").selectOption({ label: "Test analyst2 (e2e_analyst2)" });
  await dialogOf(page).getByRole("button", { name: "Assign" }).click();
  await expect(row(page, "def-one")).toContainText("Test analyst2");

  await fromMenu(page, "def-one", "Link a ticket…");
  await dialogOf(page).getByLabel("Ticket number").fill("2026-0018");
  await dialogOf(page).getByRole("button", { name: "Link" }).click();
  await expect(row(page, "def-one")).toContainText("2026-0018");
  await fromMenu(page, "def-one", "Replace the ticket…");
  await expect(dialogOf(page)).toContainText("Ticket 2026-0018 is linked already.");
  await dialogOf(page).getByLabel("Note").fill("Wrong ticket");
  await dialogOf(page).getByRole("button", { name: "Remove the link" }).click();
  await expect(dialogOf(page)).toHaveCount(0);
  await expect(row(page, "def-one")).not.toContainText("2026-0018");
  await page.getByRole("link", { name: "def-one", exact: true }).click();
  await expect(page.getByText("Wrong ticket")).toBeVisible();
});

test("of two people who claim one case the second is told who has it", async ({
  as,
  newCluster,
}) => {
  const { query } = await threeBursts(newCluster);
  const [first, second] = [await as("analyst"), await as("analyst2")];
  for (const page of [first, second]) {
    await page.goto(`/cases?${query}`);
    await isReady(page);
    await fromMenu(page, "def-two", "Claim");
    await expect(dialogOf(page)).toBeVisible();
  }
  await dialogOf(first).getByRole("button", { name: "Claim" }).click();
  await expect(dialogOf(first)).toHaveCount(0);
  await dialogOf(second).getByRole("button", { name: "Claim" }).click();
  await expect(dialogOf(second)).toContainText("Test analyst has claimed this case");
});

test("a report and a colleague's claim show up without a reload", async ({ as, newCluster }) => {
  const cluster = await threeBursts(newCluster);
  const page = await as("analyst");
  await page.goto(`/cases?${cluster.query}`);
  await isReady(page);
  await cluster.report({ bursts: [entry("def-fresh", 99), entry("def-one", 91)] });
  await expect(page.getByRole("link", { name: "def-fresh" })).toBeVisible();
  await expect(page.getByRole("link", { name: "def-two", exact: true })).toHaveCount(0);

  const colleague = await as("analyst2");
  await colleague.goto(`/cases?${cluster.query}`);
  await isReady(colleague);
  await fromMenu(colleague, "def-fresh", "Claim");
  await dialogOf(colleague).getByRole("button", { name: "Claim" }).click();
  await expect(row(page, "def-fresh")).toContainText("Test analyst2");
});

test("the queue works by keyboard, and the next case is due after a decision", async ({
  as,
  newCluster,
}) => {
  const { query } = await threeBursts(newCluster);
  const page = await as("admin");
  await page.goto(`/cases?${query}&state=pending`);
  await isReady(page);
  await page.keyboard.press("r");
  await expect(page.getByText("Choose a case first")).toBeVisible();
  await page.keyboard.press("j");
  await expect(row(page, "def-one")).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("r");
  await expect(dialogOf(page)).toContainText("nothing is given");
  await page.keyboard.press("Control+Enter");
  await expect(dialogOf(page)).toBeVisible();
  await page.keyboard.type("jkr are only letters here");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("link", { name: "def-one", exact: true })).toHaveCount(0);
  await expect(row(page, "def-two")).toHaveAttribute("aria-current", "true");

  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "def-two" })).toBeVisible();
  await page.keyboard.press("r");
  await expect(dialogOf(page).getByLabel("Note")).toBeFocused();
  await page.keyboard.type("Not a burst either");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { level: 1, name: "def-three" })).toBeVisible();
  await page.getByRole("link", { name: "Back to the queue" }).click();
  await expect(page).toHaveURL(/state=pending/);
  await expect(page.getByRole("link", { name: "def-three" })).toBeVisible();
});

test("a bulk action says which cases it skipped, and why", async ({ as, newCluster }) => {
  const { query } = await threeBursts(newCluster);
  const page = await as("admin");
  await page.goto(`/cases?${query}`);
  await isReady(page);
  await page.getByLabel("Select all rows on this page").click();
  await page.getByRole("button", { name: "Accept" }).click();
  await dialogOf(page).getByRole("button", { name: "Accept" }).click();
  await expect(page.getByRole("dialog", { name: /0 of 3 cases/ })).toContainText(
    "def-two skipped, because: Link a ticket first",
  );
  await page.getByRole("button", { name: "Close" }).first().click();
  await page.getByRole("button", { name: "Reject" }).click();
  await dialogOf(page).getByLabel("Note").fill("Maintenance window");
  await dialogOf(page).getByRole("button", { name: "Reject" }).click();
  await expect(page.getByText("3 cases: rejected")).toBeVisible();
  await expect(row(page, "def-one").getByText("Rejected")).toBeVisible();
});

test("a report never undoes a decision", async ({ as, newCluster }) => {
  const cluster = await threeBursts(newCluster);
  const page = await as("admin");
  await page.goto(`/cases?${cluster.query}`);
  await isReady(page);
  await fromMenu(page, "def-one", "Reject");
  await dialogOf(page).getByLabel("Note").fill("Known");
  await dialogOf(page).getByRole("button", { name: "Reject" }).click();
  await expect(row(page, "def-one").getByText("Rejected")).toBeVisible();
  await cluster.report({ bursts: [entry("def-one", 95)] });
  await expect(row(page, "def-one")).toContainText("95.00");
  await expect(row(page, "def-one").getByText("Rejected")).toBeVisible();
});

test("a PI sees the own group's case without staff's notes and names", async ({
  as,
  newCluster,
}) => {
  const cluster = await newCluster();
  await cluster.report({ bursts: [entry("def-e2e", 42), entry("def-foreign", 43)] });
  const staff = await as("analyst");
  await staff.goto(`/cases?cluster=${cluster.id}`);
  await isReady(staff);
  await fromMenu(staff, "def-e2e", "Add a note");
  await dialogOf(staff).getByLabel("Note").fill("Not for the group");
  await dialogOf(staff).getByRole("button", { name: "Add the note" }).click();
  await expect(dialogOf(staff)).toHaveCount(0);
  const foreign = await staff.getByRole("link", { name: "def-foreign" }).getAttribute("href");

  const page = await as("pi");
  await page.goto(`/cases?cluster=${cluster.id}`);
  await expect(page.getByRole("link", { name: "def-e2e" })).toBeVisible();
  await expect.poll(() => accounts(page)).toEqual(["def-e2e"]);
  await expect(page.getByRole("columnheader", { name: "Analyst" })).toHaveCount(0);
  await page.getByRole("link", { name: "def-e2e" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "def-e2e" })).toBeVisible();
  await expect(page.getByText("Not for the group")).toHaveCount(0);
  await expect(page.getByRole("button", { name: /Claim|Add a note|Reject/ })).toHaveCount(0);
  await page.goto(foreign ?? "/");
  await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Cases about my groups" })).toBeVisible();
});

test("a list is exported as it is on the screen, and a view keeps its address", async ({
  as,
  newCluster,
}) => {
  const { query, id } = await threeBursts(newCluster);
  const page = await as("analyst");
  await page.goto(`/cases?${query}&sort=account`);
  await isReady(page);
  const answer = await page.request.get(`/api/export/cases?format=csv&${query}&sort=account`);
  expect(answer.headers()["content-disposition"]).toContain("cases-bursts-");
  const lines = (await answer.text()).trim().split("\r\n");
  expect(lines).toHaveLength(4);
  expect(lines[1]).toContain(`${id},1,def-one,90,`);

  await page.getByRole("button", { name: "Views" }).click();
  await page.getByLabel("Save this view as").fill(`View of ${id}`);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("link", { name: `View of ${id}` })).toHaveAttribute(
    "href",
    new RegExp(`cluster=${id}.*sort=account`),
  );
});

test("queue, case and overview are accessible, also on a phone", async ({
  as,
  newCluster,
  axe,
}) => {
  const { query } = await threeBursts(newCluster);
  const page = await as("admin");
  await page.goto(`/cases?${query}`);
  await isReady(page);
  await axe(page);
  await page.getByRole("link", { name: "def-one", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "def-one" })).toBeVisible();
  await page.getByRole("button", { name: /Show as table.*Pain/ }).click();
  await axe(page);
  await page.setViewportSize({ width: 390, height: 800 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await axe(page);
});
