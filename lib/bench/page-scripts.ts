import "server-only";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "@playwright/test";
import type { Figure } from "./measure";
import { cookieOf, type Site } from "./site";

/** JavaScript that a browser gets for each page, compressed, as it went over the wire. */

/** UNIT: bytes. */
const BUDGET_BYTES = 250_000;

/** Addresses of every page of the build; dynamic parts are filled with the case's id. */
function pagesOf(site: Site): { page: string; path: string }[] {
  const file = join(".next", "app-path-routes-manifest.json");
  const routes = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  return Object.entries(routes)
    .filter(([entry, page]) => entry.endsWith("/page") && !page.startsWith("/_"))
    .map(([, page]) => ({ page, path: page.replace(/\[[^\]]*\]/g, String(site.caseId)) }))
    .sort((a, b) => (a.page < b.page ? -1 : 1));
}

/** Loads each page in a browser with an empty cache. */
export async function measureScripts(site: Site, executablePath: string): Promise<Figure[]> {
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false });
  try {
    const figures: Figure[] = [];
    for (const { page, path } of pagesOf(site)) {
      const bytes = await scriptBytes(browser, site, path);
      figures.push({
        name: `JavaScript of ${page}`,
        measured: `${Math.round(bytes / 1000)} kB compressed`,
        limit: "",
        ratio: null,
        budget: `under ${BUDGET_BYTES / 1000} kB`,
        isMet: bytes < BUDGET_BYTES,
      });
    }
    return figures;
  } finally {
    await browser.close();
  }
}

async function scriptBytes(browser: Browser, site: Site, path: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const [name = "", value = ""] = (await cookieOf(1)).split("=", 2);
  if (path !== "/sign-in") await context.addCookies([{ name, value, url: site.url }]);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const scripts = new Set<string>();
  let bytes = 0;
  session.on("Network.responseReceived", ({ requestId, type, response }) => {
    if (type === "Script" || /javascript/.test(response.mimeType)) scripts.add(requestId);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await session.send("Network.enable");
  await page.goto(`${site.url}${path}`, { waitUntil: "load" });
  // Whatever the page asks for by itself after that counts too.
  await page.waitForTimeout(1_500);
  await context.close();
  return bytes;
}
