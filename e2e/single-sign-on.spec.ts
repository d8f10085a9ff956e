import pg from "pg";
import { openEmbedded } from "@/lib/platform/embedded-postgres";
import { expect, test } from "./fixtures";
import { type IdentityProvider, startIdentityProvider } from "./identity-provider";
import { type OwnServer, startOwnServer } from "./own-server";

/** Sign-in by OIDC and by the header of a trusted proxy, on a site configured for both. */

let provider: IdentityProvider;
let server: OwnServer;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  provider = await startIdentityProvider();
  server = await startOwnServer({
    HEADROOM_OIDC_ISSUER: provider.issuer,
    HEADROOM_OIDC_CLIENT_ID: "headroom",
    HEADROOM_OIDC_CLIENT_SECRET: "of the client",
    HEADROOM_AUTH_PASSWORD: "false",
    HEADROOM_AUTH_PROXY_HEADER: "X-Authenticated-User",
    HEADROOM_TRUSTED_PROXIES: "127.0.0.2",
  });
  const { url } = await openEmbedded(server.dataDir);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `with one as (insert into people (uid, name) values ('known', 'Known Person') returning id)
     insert into person_roles (person_id, role) select id, 'analyst' from one`,
  );
  await client.end();
});

test.afterAll(async () => {
  await server?.stop();
  await server?.remove();
  await provider?.stop();
});

test("a known account enters by single sign-on, without a password form", async ({ as }) => {
  provider.account = "known";
  const page = await as("nobody");
  await page.goto(`${server.url}/cases`);
  await expect(page.getByLabel("Password")).toHaveCount(0);
  await page.getByRole("button", { name: /single sign-on/ }).click();
  await expect(page).toHaveURL(`${server.url}/cases`);
  await expect(page.getByText("Known Person").first()).toBeVisible();
});

test("an account the site does not know is turned away", async ({ as }) => {
  provider.account = "stranger";
  const page = await as("nobody");
  await page.goto(`${server.url}/sign-in`);
  await page.getByRole("button", { name: /single sign-on/ }).click();
  await expect(page.getByText("Signing in did not work.")).toBeVisible();
});

test("the header of a proxy counts from the named address only", async ({ request }) => {
  const headers = { "X-Authenticated-User": "known", "X-Headroom-Peer": "127.0.0.2" };
  const spoofed = await request.get(server.url, { headers, maxRedirects: 0 });
  expect(await spoofed.text()).not.toContain("Known Person");

  const trusted = await getFrom("127.0.0.2", server.url, { "X-Authenticated-User": "known" });
  expect(trusted).toContain("Known Person");
  const stranger = await getFrom("127.0.0.2", server.url, { "X-Authenticated-User": "stranger" });
  expect(stranger).not.toContain("Known Person");
});

/** A GET whose connection comes from another loopback address, as a proxy's would. */
async function getFrom(
  localAddress: string,
  url: string,
  headers: Record<string, string>,
): Promise<string> {
  const { get } = await import("node:http");
  return new Promise((done, fail) => {
    get(url, { localAddress, headers }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => done(text));
    }).on("error", fail);
  });
}
