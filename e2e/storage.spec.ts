import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { db } from "@/lib/platform/db";
import { makeStoredScan, makeVaultEntries, makeVolume } from "@/lib/storage/factory";
import { expect, openServerDatabase, personId, test } from "./fixtures";

/** What people do with storage: find what fills up, look at a group, decide about directories. */

test.beforeAll(openServerDatabase);

const TIB = 1n << 40n;
const DAY_MS = 86_400_000;

const row = (page: Page, text: string | RegExp) => page.getByRole("row").filter({ hasText: text });
const dialog = (page: Page) => page.locator('[data-slot="dialog"]');
const dayBefore = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

interface Site {
  volume: string;
  /** Led by the PI of the fixtures; about to fill its quota. */
  full: string;
  /** Of nobody, with room. */
  calm: string;
  baseId: number;
}

/** A volume with ten daily scans of two groups, one of them the PI's. */
async function makeSite(): Promise<Site> {
  const tag = randomBytes(4).toString("hex");
  const volume = await makeVolume(`scratch${Number.parseInt(tag, 16)}`);
  const gid = BigInt(`0x${tag}`) * 4n;
  const [full, calm] = [`full-${tag}`, `calm-${tag}`];
  await db().group.createMany({
    data: [
      { name: full, gid, piId: await personId("pi") },
      { name: calm, gid: gid + 1n, piId: null },
    ],
  });
  // Whoever changes thresholds meanwhile has the scans judged again, by these.
  await db().storageQuota.createMany({
    data: [
      { volumeName: volume, gid, bytes: 10n * TIB, readAt: new Date(), source: "feed" },
      { volumeName: volume, gid: gid + 1n, bytes: 4n * TIB, readAt: new Date(), source: "feed" },
    ],
  });
  const pathOf = (group: string) => `/lustre/${volume}/teams/${group}`;
  for (let days = 9; days >= 0; days -= 1) {
    const usedBytes = ((90n - BigInt(days)) * TIB) / 10n;
    const used = { gid, path: pathOf(full), usedBytes, quotaBytes: 10n * TIB, level: 3 };
    await makeStoredScan(volume, {
      recordOn: dayBefore(days),
      scannedAt: new Date(Date.now() - days * DAY_MS - 3_600_000),
      groups: [
        {
          ...used,
          ...{ lastModifiedDays: 3, growthBytes: Number(TIB) / 10, daysUntilFull: 10 },
          bytesIn3Days: 9.3 * Number(TIB),
          bytesIn7Days: 9.7 * Number(TIB),
        },
        {
          ...{ gid: gid + 1n, path: pathOf(calm), usedBytes: TIB, quotaBytes: 4n * TIB },
          lastModifiedDays: 900,
        },
      ],
      directories: [
        { gid, path: pathOf(full), bucket: "raw", bytes: 6n * TIB, types: { bamBytes: 5n * TIB } },
        { gid, path: pathOf(full), bucket: "users/ab12", bytes: 2n * TIB, lastModifiedDays: 800 },
        { gid: gid + 1n, path: pathOf(calm), bucket: "old", bytes: TIB, lastModifiedDays: 900 },
      ],
      users: [{ uid: gid, gid, usedBytes }],
    });
  }
  await makeVaultEntries(volume, [
    { path: `${pathOf(full)}/keep.cram`, action: "Keep", gid, firstOn: dayBefore(9) },
    {
      path: `${pathOf(full)}/gone.cram`,
      action: "Limbo",
      gid,
      firstOn: dayBefore(9),
      goneOn: dayBefore(2),
    },
  ]);
  const base = await db().baseDirectory.findFirstOrThrow({ where: { path: pathOf(full) } });
  return { volume, full, calm, baseId: base.id };
}

test("an analyst finds the group that fills up, and what it is told", async ({ as }) => {
  const { volume, full, calm } = await makeSite();
  const page = await as("analyst");
  await page.goto(`/storage?volume=${volume}`);
  await expect(row(page, full)).toContainText("90 %");
  await expect(row(page, full)).toContainText("Not OK");
  await expect(row(page, full)).toContainText("in 10 days");
  await expect(row(page, calm)).toContainText("OK");
  await expect(page.getByText("Selection: 10.00 TiB stored in 1 volume, 2 groups")).toBeVisible();

  await page.getByRole("checkbox", { name: "Only what is not OK" }).click();
  await expect(page).toHaveURL(/warn=1/);
  await expect(row(page, calm)).toHaveCount(0);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.goto(`/storage?volume=${volume}`);
  await page.getByRole("button", { name: "Last modified", exact: true }).first().click();
  await page.getByLabel("At least").fill("100");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/minDays=100/);
  await expect(row(page, full)).toHaveCount(0);

  await page.goto(`/storage?volume=${volume}`);
  await page.getByRole("link", { name: full }).click();
  await expect(page.getByRole("heading", { level: 1, name: full })).toBeVisible();
  await expect(page.getByText("WARNING - You are very quickly approaching")).toBeVisible();
  // The figure of three days, not that of a week.
  await expect(page.getByText("predicted to reach 93 % within three days")).toBeVisible();
});

test("the chart narrows the table, and both are in the address", async ({ as }) => {
  const { volume, full, calm } = await makeSite();
  const page = await as("analyst");
  await page.goto(`/storage?volume=${volume}`);
  const plot = page.getByRole("img", { name: /^Used space by days/ });
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  if (!box) throw new Error("the chart is not drawn");
  // The right half: only what nobody has changed for long.
  await page.mouse.move(box.x + box.width / 2, box.y + 15);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 15, box.y + box.height - 45, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/minDays=\d/);
  await expect(row(page, calm)).toHaveCount(1);
  await expect(row(page, full)).toHaveCount(0);
  await expect(page.getByText("Selection: 1.00 TiB")).toBeVisible();

  await page.goto(`/storage?volume=${volume}&chart=histogram&bins=10`);
  await expect(page.getByRole("img", { name: /^Running total/ })).toBeVisible();
  await page.getByRole("button", { name: /Show as table/ }).click();
  await expect(page.getByRole("table", { name: "Old and large" })).toContainText("10 TiB");
});

test("a link of the older page leads to the same rows", async ({ as }) => {
  const { volume, full } = await makeSite();
  const page = await as("analyst");
  await page.goto(`/storage?volume=${volume}?group=${full}`);
  await expect(page).toHaveURL(new RegExp(`volume=${volume}&group=${full}$`));
  await expect(page.getByText("1–1 of 1 groups on volumes")).toBeVisible();
});

test("a PI sees the own group, looks at a day ahead and decides about a directory", async ({
  as,
}) => {
  const { volume, full, calm, baseId } = await makeSite();
  const page = await as("pi");
  await page.goto("/");
  await expect(page.getByRole("link", { name: full, exact: true })).toBeVisible();
  await page.goto(`/storage?volume=${volume}`);
  await expect(row(page, full)).toHaveCount(1);
  await expect(row(page, calm)).toHaveCount(0);
  await page.goto(`/groups/${calm}`);
  await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();

  await page.goto(`/groups/${full}?base=${baseId}`);
  const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
  await expect(async () => {
    const day = page.getByLabel("Select a date for a storage use prediction");
    // Another day first: what was typed before the page came alive counts as no change.
    await day.fill(inDays(11));
    await day.fill(inDays(10));
    const forecast = row(page, "Classic forecast");
    await expect(forecast).toContainText("10,240.0010,240.00100.00", { timeout: 500 });
  }).toPass();

  await page.getByRole("button", { name: /Decide about .*users\/ab12/ }).click();
  await dialog(page).getByLabel("Decision").selectOption("archive");
  await dialog(page).getByLabel("Comment").fill("after the paper");
  await dialog(page).getByLabel("Due").fill("2027-01-31");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(dialog(page)).toHaveCount(0);
  await expect(row(page, "users/ab12")).toContainText("Archive");
  await expect(row(page, "users/ab12")).toContainText("after the paper");
  await expect(row(page, "users/ab12")).toContainText("2027-01-31");
});

test("several directories get one decision, and those changed meanwhile are named", async ({
  as,
}) => {
  const { volume, full } = await makeSite();
  const page = await as("analyst");
  await page.goto(`/storage/directories?volume=${volume}&group=${full}`);
  await expect(row(page, "users/ab12")).toContainText("no decision");
  await page.getByRole("checkbox", { name: /users\/ab12/ }).click();
  await page.getByRole("checkbox", { name: /\/raw$/ }).click();
  // Somebody else is faster with one of them.
  const { gid } = await db().group.findUniqueOrThrow({ where: { name: full } });
  await db().directoryDecision.create({
    data: {
      ...{ volumeName: volume, path: `/lustre/${volume}/teams/${full}/raw`, gid: gid ?? 0n },
      ...{ action: "keep", decidedBy: "other", decidedAt: new Date() },
    },
  });
  await page.getByRole("button", { name: "Decide…", exact: true }).first().click();
  await dialog(page).getByLabel("Decision").selectOption("delete");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(dialog(page)).toContainText("1 stayed as they were");
  await expect(dialog(page)).toContainText("Somebody changed this meanwhile");
  await page.keyboard.press("Escape");
  await page.goto(`/storage/directories?volume=${volume}&decision=delete`);
  await expect(row(page, "users/ab12")).toContainText("Delete");
  await expect(row(page, "raw")).toHaveCount(0);
});

test("vaults say since when and until when", async ({ as }) => {
  const { volume } = await makeSite();
  const page = await as("analyst");
  await page.goto(`/storage/vaults?volume=${volume}`);
  await expect(row(page, "keep.cram")).toContainText(dayBefore(9));
  await expect(row(page, "keep.cram")).toContainText("now");
  await expect(row(page, "gone.cram")).toHaveCount(0);
  await page.goto(`/storage/vaults?volume=${volume}&when=all&action=Limbo`);
  await expect(row(page, "gone.cram")).toContainText(dayBefore(2));
  await page.goto(`/storage/users?volume=${volume}`);
  await expect(row(page, "uid:")).toContainText("9 TiB");
});

test("the tree opens box by box, by keyboard too", async ({ as }) => {
  const { volume, full } = await makeSite();
  const page = await as("analyst");
  await page.goto(`/storage/tree?volume=${volume}`);
  const boxes = page.getByRole("group", { name: /^Space by directory/ });
  await boxes.getByRole("button", { name: new RegExp(`^${full}`) }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`group=${full}`));
  await boxes.getByRole("button", { name: /^teams\// }).click();
  await expect(page).toHaveURL(/base=\d+/);
  await boxes.getByRole("button", { name: /^raw/ }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(boxes.getByRole("button", { name: /^users\/ab12/ })).toBeFocused();
  const trail = page.getByRole("navigation", { name: "Place in the tree" });
  await trail.getByRole("link", { name: full, exact: true }).click();
  await expect(page).not.toHaveURL(/base=/);
});

test("an admin sees how far a scan is, looks for new ones and sets thresholds", async ({ as }) => {
  const { volume } = await makeSite();
  await makeStoredScan(volume, {
    recordOn: dayBefore(-1),
    state: "reading",
    readBytes: 250_000n,
    startedAt: new Date(Date.now() - 60_000),
    endedAt: null,
    badLineCount: 3n,
    badReasons: [{ reason: "too few columns", count: 3, firstLine: 17 }],
  });
  const page = await as("admin");
  await page.goto(`/storage/scans?volume=${volume}`);
  await expect(row(page, "Reading")).toContainText(/25 %, about \d/);
  await row(page, "Reading").getByRole("button", { name: /^3/ }).click();
  await expect(page.getByText("too few columns: 3, first in line 17")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Look for new scans now" }).click();
  await expect(page.getByText("A worker looks for new scans.")).toBeVisible();

  await page.goto("/storage/settings");
  const thresholds = page.getByLabel("Thresholds");
  const before = await thresholds.inputValue();
  await thresholds.fill("2 | 3 | 50 %\n9 | 7 | 95 %");
  await page.getByRole("button", { name: "Save settings" }).click();
  await expect(page.getByText("A level is 2 or 3.")).toBeVisible();
  await thresholds.fill(`${before}\n2 | 14 | 99 %`);
  await page.getByRole("button", { name: "Save settings" }).click();
  await expect(page.getByText("Settings saved")).toBeVisible();
  await page.goto("/storage/help");
  await expect(page.getByRole("table", { name: "Thresholds in force" })).toContainText("99 %");
  await page.goto("/storage/settings");
  // Filled while the page wakes up, a field may keep what it had.
  await expect(async () => {
    await thresholds.fill(before);
    await expect(thresholds).toHaveValue(before, { timeout: 1_000 });
  }).toPass();
  await page.getByRole("button", { name: "Save settings" }).click();
  await expect(page.getByText("Settings saved")).toBeVisible();
});

test("an export has the rows of the page, and a PI's only own ones", async ({ as }) => {
  const { volume, full, calm } = await makeSite();
  const page = await as("pi");
  const address = `/api/export/group-usage?volume=${volume}&sort=-usage&format=csv`;
  const own = await (await page.request.get(address)).text();
  expect(own).toContain(full);
  expect(own).not.toContain(calm);
  const staff = await as("analyst");
  await staff.goto(`/storage?volume=${volume}&minDays=100`);
  await staff.getByRole("button", { name: "Export" }).click();
  const href = await staff.getByRole("link", { name: /^CSV/ }).getAttribute("href");
  const text = await (await staff.request.get(href ?? "")).text();
  expect(text).toContain(calm);
  expect(text).not.toContain(full);
});
