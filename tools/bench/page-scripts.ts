import "server-only";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "@playwright/test";
import type { Figure } from "./measure";
import { cookieOf, FEED, GROUP, type Site, VOLUME } from "./site";

/** JavaScript that a browser gets for each page, compressed, as it went over the wire. */

/** UNIT: bytes. */
const BUDGET_BYTES = 250_000;

/** Every page of the build with an address of it; what `fill` made stands for dynamic parts. */
function pagesOf({ caseId }: Site): { page: string; path: string }[] {
  const records: Record<string, string> = {
    "[id]": String(caseId),
    "[feed]": encodeURIComponent(FEED),
    "[generation]": "1",
    "[name]": GROUP,
    "[volume]": VOLUME,
  };
  const file = join(".next", "app-path-routes-manifest.json");
  const routes = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  return Object.entries(routes)
    .filter(([entry, page]) => entry.endsWith("/page") && !page.startsWith("/_"))
    .map(([, page]) => ({
      page,
      path: page.replace(/\[[^\]]*\]/g, (part) => records[part] ?? "1"),
    }))
    .sort((a, b) => (a.page < b.page ? -1 : 1));
}

/** Loads each page in a browser with an empty cache. */
export async function measureScripts(site: Site, executablePath: string): Promise<Figure[]> {
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false });
  try {
    const figures: Figure[] = [];
    for (const { page, path } of pagesOf(site)) {
      const { own, later } = await scriptBytes(browser, site, path);
      figures.push({
        name: `JavaScript of ${page}`,
        measured: `${kilobytes(own)} compressed, ${kilobytes(later)} when needed`,
        limit: "",
        ratio: null,
        budget: `under ${kilobytes(BUDGET_BYTES)}`,
        isMet: own < BUDGET_BYTES,
      });
    }
    return figures;
  } finally {
    await browser.close();
  }
}

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;

interface ScriptBytes {
  /** Named in the page itself. */
  own: number;
  /** Asked for by other scripts: charts, and what the links on the page lead to. */
  later: number;
}

async function scriptBytes(browser: Browser, site: Site, path: string): Promise<ScriptBytes> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const [name = "", value = ""] = (await cookieOf(1)).split("=", 2);
  if (path !== "/sign-in") await context.addCookies([{ name, value, url: site.url }]);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const bytes: ScriptBytes = { own: 0, later: 0 };
  const initiators = new Map<string, string>();
  const scripts = new Set<string>();
  session.on("Network.requestWillBeSent", ({ requestId, initiator }) => {
    initiators.set(requestId, initiator.type);
  });
  session.on("Network.responseReceived", ({ requestId, type, response }) => {
    if (type === "Script" || /javascript/.test(response.mimeType)) scripts.add(requestId);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (!scripts.has(requestId)) return;
    bytes[initiators.get(requestId) === "script" ? "later" : "own"] += encodedDataLength;
  });
  await session.send("Network.enable");
  await page.goto(`${site.url}${path}`, { waitUntil: "load" });
  // Whatever the page asks for by itself after that.
  await page.waitForTimeout(1_500);
  const isMissing = await page.getByRole("heading", { name: "Nothing here" }).count();
  if (isMissing > 0)
    throw new Error(`${path} shows nothing: its record is not in tools/bench/site`);
  await context.close();
  return bytes;
}
