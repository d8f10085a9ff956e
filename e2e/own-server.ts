import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A site of a test's own: for settings that the shared one does not have, and for killing it. */
export interface OwnServer {
  url: string;
  port: number;
  dataDir: string;
  /** The process of `npm start`. */
  child: ChildProcess;
  /** Ends it in order; its data stays until `remove`. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}

export async function freshDataDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "headroom-own-"));
  // Run by root, the database works as another system user, who has to reach its folder.
  await chmod(dir, 0o755);
  return dir;
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk;
      if (output.includes("ready http://")) done();
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      output += chunk;
    });
    child.once("exit", (code) => fail(new Error(`the server ended (${code})\n${output}`)));
  });
}

const fromSources = {
  args: ["--import", "tsx", "--conditions=react-server", "scripts/start.ts"],
  cwd: process.cwd(),
};

/**
 * Starts the production build; `port` and `dataDir` of an earlier one continue its site. `script`:
 * what to run instead, and where.
 */
export async function startOwnServer(
  settings: Record<string, string> = {},
  earlier?: { port: number; dataDir: string },
  script = fromSources,
): Promise<OwnServer> {
  const port = earlier?.port ?? (await freePort());
  const dataDir = earlier?.dataDir ?? (await freshDataDir());
  const url = `http://127.0.0.1:${port}`;
  const { DATABASE_URL: _, ...inherited } = process.env;
  const env = { ...inherited, PORT: String(port), HEADROOM_DATA_DIR: dataDir, HEADROOM_URL: url };
  const child = spawn(process.execPath, script.args, {
    cwd: script.cwd,
    env: { ...env, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  await untilReady(child);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await ended;
  };
  const remove = () => rm(dataDir, { recursive: true, force: true });
  return { url, port, dataDir, child, stop, remove };
}
