import { spawn } from "node:child_process";
import { type LdapFixture, startLdapServer } from "@/lib/platform/testing/ldap-server";
import { sendFile } from "@/tools/simulate/client";
import { expect, test } from "./fixtures";
import { type OwnServer, startOwnServer } from "./own-server";

/**
 * People and groups of a site: from its LDAP server, whose passwords sign people in, and from a
 * scanner. A site of its own, since a load is a snapshot and would end everybody else's groups.
 */

const people = "ou=people,dc=example,dc=org";
const groups = "ou=group,dc=example,dc=org";

const person = (uid: string, cn: string) => ({
  rdn: `uid=${uid}`,
  attributes: { uid, cn, uidNumber: "21001" },
});

const fixture: LdapFixture = {
  bases: {
    [people]: [person("boss", "Ada Keeper"), person("pi1", "Petra Ito")],
    [groups]: [
      {
        rdn: "cn=hgi",
        attributes: { cn: "hgi", gidNumber: "3001", sangerProjectPI: `uid=pi1,${people}` },
      },
    ],
  },
  passwords: { "": "", [`uid=boss,${people}`]: "of the boss", [`uid=pi1,${people}`]: "of the pi" },
};

let ldap: Awaited<ReturnType<typeof startLdapServer>>;
let server: OwnServer;
let settings: Record<string, string>;

/** One call of the command line beside the running site; its answer. */
async function headroom(...args: string[]): Promise<Record<string, unknown>> {
  const script = ["--import", "tsx", "--conditions=react-server", "scripts/headroom.ts"];
  const { DATABASE_URL: _, ...inherited } = process.env;
  const env = { ...inherited, ...settings, HEADROOM_DATA_DIR: server.dataDir };
  const child = spawn(process.execPath, [...script, ...args, "--json"], { env });
  let [output, problem] = ["", ""];
  child.stdout.on("data", (piece) => {
    output += piece;
  });
  child.stderr.on("data", (piece) => {
    problem += piece;
  });
  const status = await new Promise((done) => child.once("close", done));
  if (status !== 0) throw new Error(problem);
  return JSON.parse(output);
}

test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  test.setTimeout(120_000);
  ldap = await startLdapServer(fixture);
  settings = {
    HEADROOM_AUTH_LDAP: "true",
    HEADROOM_AUTH_PASSWORD: "false",
    HEADROOM_LDAP_URL: ldap.url,
    HEADROOM_LDAP_PEOPLE_BASE: people,
    HEADROOM_LDAP_GROUP_BASE: groups,
    HEADROOM_LDAP_TIMEOUT_SECONDS: "5",
  };
  server = await startOwnServer(settings);
});

test.afterAll(async () => {
  await server?.stop();
  await server?.remove();
  await ldap?.stop();
});

test("the command line reads the directory, first only to tell", async () => {
  expect(await headroom("directory", "sync", "--dry-run")).toMatchObject({
    people: { created: 2 },
    groups: { created: 1 },
  });
  expect(await headroom("directory", "sync")).toMatchObject({
    generation: 1,
    people: { created: 2 },
    groups: { created: 1 },
  });
  await headroom("user", "roles", "--uid", "boss", "--role", "admin");
  await headroom("user", "roles", "--uid", "pi1", "--role", "pi");
});

test("people sign in with the directory's password", async ({ as, axe }) => {
  const page = await as("nobody");
  await page.goto(`${server.url}/sign-in`);
  await expect(page.getByText("With your account of this site.")).toBeVisible();
  await axe(page);
  await page.getByLabel("Account").fill("pi1");
  await page.getByLabel("Password").fill("of the boss");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Account or password is wrong.")).toBeVisible();
  await page.getByLabel("Password").fill("of the pi");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Petra Ito").first()).toBeVisible();
});

test("a server out of reach is told from a wrong password", async ({ as }) => {
  await ldap.stop();
  const page = await as("nobody");
  await page.goto(`${server.url}/sign-in`);
  await page.getByLabel("Account").fill("pi1");
  await page.getByLabel("Password").fill("of the pi");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Signing in is not possible right now.")).toBeVisible();
  ldap = await startLdapServer(fixture, Number(new URL(ldap.url).port));
});

test("a scanner's load is a generation, with what was refused beside it", async ({ as }) => {
  await headroom("component", "create", "--name", "Site scanner", "--service", "scanner");
  const { token } = await headroom("key", "create", "--component", "scanner", "--kind", "bearer");
  const load = {
    people: [{ uid: "boss" }, { uid: "pi1" }, { uid: "new1", name: "New Person" }],
    groups: [{ name: "hgi", pi: "new1" }, { name: "no blank" }],
  };
  const target = { url: server.url, token: String(token) };
  const body = JSON.stringify(load);
  const sent = await sendFile(target, "directory", { type: "application/json", body });
  expect(sent).toMatchObject({ status: 201, body: { generation: 2, stored: 2 } });

  const page = await as("nobody");
  await page.goto(`${server.url}/sign-in?to=/dataspace/directory`);
  await page.getByLabel("Account").fill("boss");
  await page.getByLabel("Password").fill("of the boss");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("directory");
  await expect(page.getByText("3 people and 2 groups").first()).toBeVisible();
  await expect(page.getByText("2 people and 1 group of LDAP").first()).toBeVisible();
  await page.goto(`${server.url}/dataspace/refused`);
  const refused = page.getByRole("row").filter({ hasText: "1 of 5 people and groups" });
  await refused.getByRole("link").click();
  await expect(page.getByText("groups 2: name: must be a group name")).toBeVisible();
});
