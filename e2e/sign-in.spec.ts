import { hashPassword } from "@/lib/auth/passwords";
import { db } from "@/lib/platform/db";
import { expect, personId, test } from "./fixtures";

const password = "correct horse battery";

async function givePassword(): Promise<void> {
  const id = await personId("analyst");
  const hash = await hashPassword(password);
  await db().passwordCredential.upsert({
    where: { personId: id },
    create: { personId: id, hash },
    update: { hash },
  });
}

test("a person signs in with the form, works, and signs out", async ({ as }) => {
  await givePassword();
  const page = await as("nobody");
  await page.goto("/cases");
  await expect(page).toHaveURL(/\/sign-in\?to=%2Fcases/);
  await page.getByLabel("Account").fill("e2e_analyst");
  await page.getByLabel("Password").fill("wrong password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Account or password is wrong.")).toBeVisible();
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/cases$/);
  await expect(page.getByText("Test analyst").first()).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/cases");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("the sign-in page is accessible and never redirects off the site", async ({ as, axe }) => {
  await givePassword();
  const page = await as("nobody");
  await page.goto("/sign-in?to=//evil.example");
  await axe(page);
  await page.getByLabel("Account").fill("e2e_analyst");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(new URL(page.url()).hostname).toBe("127.0.0.1");
});

test("five wrong passwords a minute are throttled for that account from that address", async ({
  as,
}) => {
  const page = await as("nobody");
  await page.goto("/sign-in");
  await page.getByLabel("Account").fill("e2e_throttled");
  await page.getByLabel("Password").fill("wrong password");
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByText("Account or password is wrong.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Sign in" })).toBeEnabled();
  }
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Too many attempts")).toBeVisible();
});

test("a person without any role is told so instead of seeing data", async ({ as }) => {
  const page = await as("roleless");
  await page.goto("/cases");
  await expect(page.getByRole("heading", { name: "No access" })).toBeVisible();
});
