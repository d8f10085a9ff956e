import type { Page } from "@playwright/test";
import { makeCluster, makeComponent, makeKey, makePerson, uniqueSuffix } from "@/lib/admin/factory";
import { db } from "@/lib/platform/db";
import { expect, openServerDatabase, test } from "./fixtures";

test.beforeAll(openServerDatabase);

// Not by role alone: a toast is a dialog too.
const dialog = (page: Page) => page.locator('[data-slot="dialog"]');
const row = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text });

async function open(page: Page, path: string, button: string): Promise<void> {
  await page.goto(path);
  await page.getByRole("button", { name: button }).click();
  await expect(dialog(page)).toBeVisible();
}

test("an admin adds a cluster, a component and a key, whose secret is shown once", async ({
  as,
}) => {
  const suffix = uniqueSuffix();
  const cluster = `e${suffix}`;
  const page = await as("admin");

  await open(page, "/admin/clusters", "New cluster");
  await dialog(page).getByLabel("ID").fill(cluster);
  await dialog(page).getByLabel("Name").fill(`Cedar ${suffix}`);
  await dialog(page).getByRole("button", { name: "Create cluster" }).click();
  await expect(dialog(page)).toBeHidden();

  await open(page, "/admin/components", "New component");
  await dialog(page).getByLabel("Cluster").selectOption(cluster);
  await dialog(page).getByLabel("Name").fill("Night detector");
  await dialog(page).getByLabel("Expected interval").fill("300");
  await dialog(page).getByRole("button", { name: "Create component" }).click();
  await expect(dialog(page)).toBeHidden();
  await page.goto(`/admin/components?q=${cluster}`);
  await expect(row(page, `${cluster}_detector`)).toContainText("Never");

  await open(page, `/admin/keys?component=${cluster}_detector`, "New key");
  await dialog(page).getByRole("button", { name: "Create key" }).click();
  await expect(dialog(page).getByText("This is shown once")).toBeVisible();
  const secret = await dialog(page).locator("code").last().textContent();
  expect(secret).toMatch(/^[A-Za-z0-9+/]{64}$/);

  // Leaving by accident is warned of, since nothing brings the secret back.
  await page.keyboard.press("Escape");
  await expect(dialog(page).getByText("press once more to leave")).toBeVisible();
  await dialog(page).getByRole("button", { name: "I have stored it" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(row(page, `${cluster}_detector`)).toContainText("Active");
  await page.reload();
  expect(await page.content()).not.toContain(secret ?? "");
});

test("what is in use cannot be deleted, and the reason is shown in place", async ({ as }) => {
  const component = await makeComponent();
  const cluster = component.clusterId ?? "";
  await makeKey(component, { kind: "bearer" });
  const page = await as("admin");

  await page.goto(`/admin/clusters?q=${cluster}`);
  await page.getByRole("button", { name: `Delete ${cluster}` }).click();
  await dialog(page).getByRole("button", { name: "Delete cluster" }).click();
  await expect(dialog(page).getByRole("alert")).toContainText(
    `Cluster ${cluster} is used by 1 component (${component.id})`,
  );

  await page.goto(`/admin/components?q=${component.id}`);
  await page.getByRole("button", { name: `Delete ${component.id}` }).click();
  await dialog(page).getByRole("button", { name: "Delete component" }).click();
  await expect(dialog(page).getByRole("alert")).toContainText("1 active key");
  expect(await db().component.count({ where: { id: component.id } })).toBe(1);
});

test("a cluster that nothing uses is deleted after a look at it", async ({ as }) => {
  const { id, name } = await makeCluster();
  const page = await as("admin");
  await page.goto(`/admin/clusters?q=${id}`);
  await page.getByRole("button", { name: `Delete ${id}` }).click();
  await expect(dialog(page)).toContainText(name);
  await dialog(page).getByRole("button", { name: "Delete cluster" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByText("No such cluster")).toBeVisible();
  expect(await db().cluster.count({ where: { id } })).toBe(0);
});

test("a key is rotated with an overlap, and the old one revoked", async ({ as }) => {
  const component = await makeComponent();
  const key = await makeKey(component, { kind: "bearer" });
  const page = await as("admin");
  await page.goto(`/admin/keys?component=${component.id}`);
  await page.getByRole("button", { name: `Rotate ${key.access}` }).click();
  await dialog(page).getByLabel("The old key").selectOption("1");
  await dialog(page).getByRole("button", { name: "Rotate key" }).click();
  await expect(dialog(page).getByText(/^hr_/)).toBeVisible();
  await dialog(page).getByRole("button", { name: "I have stored it" }).click();
  await expect(page.getByText("2 keys")).toBeVisible();

  await page.getByRole("button", { name: `Revoke ${key.access}` }).click();
  await dialog(page).getByRole("button", { name: "Revoke key" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(row(page, key.access)).toContainText("Revoked");
});

test("the new secret outlives the old key's row", async ({ as }) => {
  const component = await makeComponent();
  const key = await makeKey(component, { kind: "bearer" });
  const page = await as("admin");
  await page.goto(`/admin/keys?component=${component.id}&state=active`);
  await page.getByRole("button", { name: `Rotate ${key.access}` }).click();
  await dialog(page).getByLabel("The old key").selectOption("0");
  await dialog(page).getByRole("button", { name: "Rotate key" }).click();
  await expect(page.getByRole("row").filter({ hasText: key.access })).toHaveCount(0);
  await expect(dialog(page).getByText(/^hr_/)).toBeVisible();
  await dialog(page).getByRole("button", { name: "I have stored it" }).click();
  await expect(dialog(page)).toBeHidden();
});

test("silence is seen: overdue where a call is expected, Never where none came", async ({ as }) => {
  const late = await makeComponent({ intervalSeconds: 60 });
  const hourAgo = new Date(Date.now() - 3_600_000);
  await db().component.update({ where: { id: late.id }, data: { lastHeardAt: hourAgo } });
  const quiet = await makeComponent({ service: "monitor" });
  const page = await as("admin");
  await page.goto("/admin");
  await expect(row(page, late.name)).toContainText("Overdue");
  await page.goto(`/admin/components?q=${late.id}`);
  await expect(row(page, late.id)).toContainText("Overdue");
  await page.goto(`/admin/components?q=${quiet.id}`);
  await expect(row(page, quiet.id)).toContainText("Never");
  await expect(row(page, quiet.id)).toContainText("Not watched");
});

test("of two people who edit one component the second is told", async ({ as }) => {
  const component = await makeComponent();
  const [first, second] = [await as("admin"), await as("admin")];
  for (const page of [first, second]) {
    await page.goto(`/admin/components?q=${component.id}`);
    await page.getByRole("button", { name: `Edit ${component.id}` }).click();
  }
  await dialog(first).getByLabel("Name").fill("First");
  await dialog(first).getByRole("button", { name: "Save" }).click();
  await expect(dialog(first)).toBeHidden();
  await expect(row(first, component.id)).toContainText("First");
  await dialog(second).getByLabel("Name").fill("Second");
  await dialog(second).getByRole("button", { name: "Save" }).click();
  await expect(dialog(second).getByRole("alert")).toContainText("Somebody else changed");
  await expect(dialog(second).getByLabel("Name")).toHaveValue("Second");
});

test("a refused form keeps what was typed and says what is wrong, by field", async ({ as }) => {
  const page = await as("admin");
  await open(page, "/admin/people", "New person");
  await dialog(page).getByLabel("Account").fill("Bad Account");
  await dialog(page).getByLabel("Password").fill("short");
  await dialog(page).getByRole("button", { name: "Create person" }).click();
  await expect(dialog(page).getByText("Use at least 12 characters.")).toBeVisible();
  await expect(dialog(page).getByLabel("Account")).toHaveValue("Bad Account");
  await expect(dialog(page).getByLabel("Account")).toBeFocused();
});

test("people get roles, lose them and are disabled, and the audit trail tells", async ({ as }) => {
  const suffix = uniqueSuffix();
  const page = await as("admin");
  await open(page, "/admin/people", "New person");
  await dialog(page).getByLabel("Account").fill(`p${suffix}`);
  await dialog(page).getByLabel("Name").fill(`Petra ${suffix}`);
  await dialog(page)
    .getByRole("checkbox", { name: /Analyst/ })
    .check();
  await dialog(page).getByRole("button", { name: "Create person" }).click();
  await expect(dialog(page)).toBeHidden();

  await page.goto(`/admin/people?q=p${suffix}`);
  await page.getByRole("button", { name: `Edit Petra ${suffix}` }).click();
  await expect(dialog(page).getByRole("checkbox", { name: /Analyst/ })).toBeChecked();
  await dialog(page).getByRole("checkbox", { name: /PI/ }).check();
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(row(page, `p${suffix}`)).toContainText("PI");

  await page.getByRole("button", { name: `More for Petra ${suffix}` }).click();
  await page.getByRole("menuitem", { name: "Disable…" }).click();
  await dialog(page).getByRole("button", { name: "Disable" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(row(page, `p${suffix}`)).toContainText("Disabled");

  await page.goto(`/admin/history?q=p${suffix}`);
  await expect(row(page, "disabled person")).toContainText("Test admin");
  await expect(row(page, "edited person")).toContainText("analyst, pi");
  await expect(row(page, "created person")).toBeVisible();
});

test("only admins get in", async ({ as }) => {
  for (const who of ["analyst", "pi", "roleless"] as const) {
    const page = await as(who);
    for (const path of ["", "/clusters", "/components", "/keys", "/people", "/history"]) {
      await page.goto(`/admin${path}`);
      await expect(page.getByRole("heading", { name: "No access" })).toBeVisible();
    }
    await expect(page.getByRole("navigation", { name: "Administration" })).toHaveCount(0);
  }
});

test("a dialog opens and closes by keyboard, and focus comes back", async ({ as }) => {
  const { id } = await makeCluster();
  const page = await as("admin");
  await page.goto(`/admin/clusters?q=${id}`);
  const button = page.getByRole("button", { name: `Rename ${id}` });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(dialog(page).getByLabel("Name")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await expect(button).toBeFocused();
});

test("every page and dialog is accessible, and fits a phone", async ({ as, axe }) => {
  test.setTimeout(400_000);
  const component = await makeComponent({ intervalSeconds: 60 });
  await makeKey(component, { kind: "bearer" });
  const person = await makePerson(["analyst"]);
  const page = await as("admin");
  for (const path of ["", "/clusters", "/components", "/keys", "/people", "/history"]) {
    await page.goto(`/admin${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await axe(page);
    await page.setViewportSize({ width: 390, height: 844 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `${path} scrolls sideways`).toBeLessThanOrEqual(390);
    await page.setViewportSize({ width: 1440, height: 900 });
  }
  for (const [path, button] of [
    ["/admin/clusters", "New cluster"],
    ["/admin/components", "New component"],
    ["/admin/keys", "New key"],
    ["/admin/people", "New person"],
    [`/admin/people?q=${person.uid}`, `Edit ${person.name}`],
    [`/admin/components?q=${component.id}`, `Delete ${component.id}`],
  ] as const) {
    await open(page, path, button);
    await axe(page);
  }
});
