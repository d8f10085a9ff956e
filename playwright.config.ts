import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { ensureChromium } from "./scripts/chromium";

/** A port nobody listens on, asked of the system in a child since this file loads synchronously. */
function freePort(): string {
  const script =
    "const s=require('net').createServer();" +
    "s.listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})";
  return execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }).trim();
}

function freshDataDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "headroom-e2e-"));
  // Run by root, the database works as another system user, who has to reach its folder.
  chmodSync(dir, 0o755);
  return dir;
}

// This file loads again in every worker; what was chosen first stays.
process.env.HEADROOM_CHROMIUM ??= ensureChromium();
process.env.PORT = process.env.HEADROOM_E2E_PORT ??= freePort();
process.env.HEADROOM_DATA_DIR = process.env.HEADROOM_E2E_DATA_DIR ??= freshDataDir();
process.env.HEADROOM_SECRET = "browser-tests-0123456789-abcdefghij";
process.env.HEADROOM_LOG_LEVEL ??= "warn";

const baseURL = `http://127.0.0.1:${process.env.PORT}`;
process.env.HEADROOM_URL = baseURL;

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  fullyParallel: false,
  workers: 2,
  retries: 0,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    baseURL,
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.HEADROOM_CHROMIUM,
      args: [
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
      chromiumSandbox: false,
    },
  },
  webServer: {
    command: "exec node --import tsx --conditions=react-server scripts/start.ts",
    url: `${baseURL}/api/health`,
    timeout: 120_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
    stdout: "ignore",
    stderr: "pipe",
  },
});
