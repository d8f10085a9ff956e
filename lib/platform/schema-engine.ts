import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import type { ClientConfig, QueryResult } from "pg";
import { parseIntoClientConfig } from "pg-connection-string";
import { MIGRATIONS_DIR, readMigrations } from "./migrate";
import { processName } from "./process-global";

/**
 * Prisma's own engine in its WebAssembly build, which needs no download: it tells how the schema
 * files differ from the migrations. Only who writes a migration needs it.
 */

export const FILTERS = { externalTables: [], externalEnums: [] };
const CHAR_OID = 18;
const TEXT_OID = 25;
const SCHEMA_DIR = join(process.cwd(), "prisma", "schema");

/**
 * The adapter cuts a script at every semicolon, also inside the body of a function. PostgreSQL
 * takes a whole script at once.
 */
class WholeScripts extends PrismaPg {
  readonly #target: ClientConfig;

  constructor(target: ClientConfig) {
    super(target);
    this.#target = target;
  }

  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(script);
    };
    readChars(adapter);
    return adapter;
  }

  // The adapter's own way drops the database before it closes its connections to it.
  override async connectToShadowDb() {
    const database = `headroom_shadow_${process.pid}`;
    const main = await this.connect();
    await main.executeScript(`create database ${database}`);
    const shadow = await new WholeScripts({ ...this.#target, database }).connect();
    const close = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await close();
      await main.executeScript(`drop database ${database}`);
      await main.dispose();
    };
    return shadow;
  }
}

/**
 * The catalogue has columns of PostgreSQL's internal type "char", which the adapter refuses. They
 * are read as text and handed on as what the engine calls a character; an empty one as a blank.
 */
function readChars(adapter: Awaited<ReturnType<PrismaPg["connect"]>>): void {
  const driver = adapter.underlyingDriver();
  const query = driver.query.bind(driver) as (...args: unknown[]) => Promise<QueryResult>;
  const chars = new Set<string>();
  driver.query = (async (...args: unknown[]) => {
    const result = await query(...args);
    for (const field of result.fields ?? []) {
      if (field.dataTypeID !== CHAR_OID) continue;
      field.dataTypeID = TEXT_OID;
      chars.add(field.name);
    }
    return result;
  }) as unknown as typeof driver.query;
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (sql) => {
    const result = await queryRaw(sql);
    const isChar = result.columnNames.map((name) => chars.has(name));
    return {
      ...result,
      columnTypes: result.columnTypes.map((t, i) => (isChar[i] ? ColumnTypeEnum.Character : t)),
      rows: result.rows.map((row) => row.map((v, i) => (isChar[i] && v === "" ? " " : v))),
    };
  };
}

/** The URL in parts: against a connection string the shadow database's name would lose. */
function clientConfig(url: string): ClientConfig {
  return { ...(parseIntoClientConfig(url) as ClientConfig), application_name: processName };
}

type EngineModule = typeof import("@prisma/schema-engine-wasm");

async function loadEngineModule(): Promise<EngineModule> {
  const require = createRequire(import.meta.url);
  const entry = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const glue = (await import(
    "@prisma/schema-engine-wasm/schema_engine_bg"
  )) as unknown as EngineModule & { __wbg_set_wasm(exports: WebAssembly.Exports): void };
  const bytes = await readFile(join(dirname(entry), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, {
    "./schema_engine_bg.js": glue as unknown as WebAssembly.ModuleImports,
  });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return glue;
}

/** Runs `work` with an engine on the database of `url`. */
export async function withEngine<T>(
  url: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const { SchemaEngine } = await loadEngineModule();
  const factory = bindMigrationAwareSqlAdapterFactory(new WholeScripts(clientConfig(url)));
  const engine = await SchemaEngine.new(
    { datamodels: await schemaFiles() },
    () => undefined,
    factory,
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
  }
}

async function schemaFiles(): Promise<[string, string][]> {
  const names = (await readdir(SCHEMA_DIR)).filter((name) => name.endsWith(".prisma")).sort();
  return Promise.all(
    names.map(async (name): Promise<[string, string]> => {
      const path = join(SCHEMA_DIR, name);
      return [path, await readFile(path, "utf8")];
    }),
  );
}

/** The migrations of this version, as the engine wants them. */
export async function migrationList(): Promise<MigrationList> {
  const migrations = await readMigrations();
  return {
    baseDir: MIGRATIONS_DIR,
    lockfile: { path: "./migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: sql } },
    })),
  };
}

/** SQL that leads from the migrations to prisma/schema; empty when they agree. */
export async function schemaDrift(url: string): Promise<string> {
  return withEngine(url, async (engine) => {
    const files = (await schemaFiles()).map(([path, content]) => ({ path, content }));
    const result = await engine.diff({
      from: { tag: "migrations", ...(await migrationList()) },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: null,
      filters: FILTERS,
    });
    return result.stdout ?? "";
  });
}
