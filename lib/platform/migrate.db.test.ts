import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { applyMigrations, pendingMigrations, readMigrations } from "./migrate";
import { FILTERS, migrationList, withEngine } from "./schema-engine";

let directory: string;
let url: string;
let client: pg.Client;

async function ask(url: string, sql: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(sql).finally(() => admin.end());
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "headroom-migrations-"));
  const name = `migrate_${randomBytes(6).toString("hex")}`;
  await ask(inject("adminUrl"), `create database ${name}`);
  url = inject("adminUrl").replace(/\/headroom$/, `/${name}`);
  client = new pg.Client({ connectionString: url });
  await client.connect();
});

afterEach(async () => {
  await client.end();
  const name = new URL(url).pathname.slice(1);
  await ask(inject("adminUrl"), `drop database ${name} with (force)`);
  await rm(directory, { recursive: true });
});

async function write(name: string, sql: string): Promise<void> {
  await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, name, "migration.sql"), sql);
}

const migrate = () => applyMigrations(url, directory);

async function tables(): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    select tablename as name from pg_tables
    where schemaname = 'public' and tablename <> '_prisma_migrations' order by 1`);
  return rows.map(({ name }) => name);
}

async function ledger(): Promise<{ name: string; isFinished: boolean; logs: string | null }[]> {
  const { rows } = await client.query(`
    select migration_name as name, finished_at is not null as "isFinished", logs
    from _prisma_migrations order by started_at`);
  return rows;
}

const FUNCTION = `
  create table notes (text text);
  create function shout() returns trigger language plpgsql as $$
  begin new.text := upper(new.text); return new; end $$;
  create trigger shout before insert on notes for each row execute function shout();`;

describe("applying migrations", () => {
  test("in the order of their names, each file as a whole, and only once", async () => {
    await write("2_notes", FUNCTION);
    await write("1_people", "create table people (id int)");
    expect(await migrate()).toEqual(["1_people", "2_notes"]);
    await client.query("insert into notes values ('a; b')");
    expect((await client.query("select text from notes")).rows).toEqual([{ text: "A; B" }]);
    expect(await migrate()).toEqual([]);
    await write("3_rooms", "create table rooms (id int)");
    expect(await migrate()).toEqual(["3_rooms"]);
    expect(await tables()).toEqual(["notes", "people", "rooms"]);
  });

  test("the queue's tables come along", async () => {
    await migrate();
    const { rows } = await client.query(
      "select to_regclass('graphile_worker._private_jobs') as jobs",
    );
    expect(rows[0].jobs).not.toBeNull();
  });

  test("two at once: one waits for the other and has nothing left to do", async () => {
    await write("1_slow", "select pg_sleep(0.3); create table slow (id int)");
    await write("2_next", "create table next (id int)");
    const applied = await Promise.all([migrate(), migrate(), migrate()]);
    expect(applied.map(({ length }) => length).sort()).toEqual([0, 0, 2]);
    expect(await ledger()).toHaveLength(2);
  });

  test("one that fails leaves nothing behind, and those before it stay", async () => {
    await write("1_people", "create table people (id int)");
    await write("2_broken", "create table rooms (id int); insert into nowhere values (1)");
    await write("3_notes", "create table notes (id int)");
    await expect(migrate()).rejects.toMatchObject({
      code: "invalid_state",
      message: 'The migration 2_broken failed: relation "nowhere" does not exist',
    });
    expect(await tables()).toEqual(["people"]);
    expect(await ledger()).toEqual([{ name: "1_people", isFinished: true, logs: null }]);
    await write("2_broken", "create table rooms (id int)");
    expect(await migrate()).toEqual(["2_broken", "3_notes"]);
  });

  test("one without a transaction that fails is not tried again by itself", async () => {
    await write("1_people", "create table people (name text); insert into people values (1), (1)");
    const index = "create unique index concurrently name on people (name)";
    await write("2_index", `-- headroom: no transaction\n${index}`);
    await expect(migrate()).rejects.toThrow("The migration 2_index failed: could not create");
    expect(await ledger()).toMatchObject([{}, { name: "2_index", isFinished: false }]);
    await client.query("delete from people; drop index name");
    await expect(migrate()).rejects.toThrow(/^The migration 2_index failed before: could not/);
    await client.query(`
      update _prisma_migrations set rolled_back_at = now()
      where migration_name = '2_index' and finished_at is null`);
    expect(await migrate()).toEqual(["2_index"]);
    expect((await client.query("select to_regclass('name') as found")).rows[0].found).toBe("name");
  });

  test("one that was edited or is not known any more is refused", async () => {
    await write("1_people", "create table people (id int)");
    await migrate();
    await write("1_people", "create table people (id bigint)");
    await write("2_rooms", "create table rooms (id int)");
    await expect(migrate()).rejects.toMatchObject({
      code: "invalid_state",
      message: "The migration 1_people was edited after it had been applied.",
    });
    await rm(join(directory, "1_people"), { recursive: true });
    await expect(migrate()).rejects.toThrow(
      "The database has the migration 1_people, which this version does not know.",
    );
    expect(await tables()).toEqual(["people"]);
  });
});

describe("beside Prisma's own tool", () => {
  const shapeOfLedger = async () =>
    (
      await client.query(`
        select column_name, data_type, is_nullable, column_default, character_maximum_length
        from information_schema.columns where table_name = '_prisma_migrations'
        order by ordinal_position`)
    ).rows;

  // ORDER: the engine runs once in a process, so both ways round are one test.
  test("either finds nothing to do after the other", async () => {
    const names = (await readMigrations()).map(({ name }) => name);
    const migrationsList = await migrationList();
    await withEngine(url, async (engine) => {
      const deploy = async () =>
        (await engine.applyMigrations({ migrationsList, filters: FILTERS })).appliedMigrationNames;
      expect(await pendingMigrations(url)).toEqual(names);
      expect(await applyMigrations(url)).toEqual(names);
      expect(await pendingMigrations(url)).toEqual([]);
      const shape = await shapeOfLedger();
      expect(await deploy()).toEqual([]);

      await client.query("drop schema public cascade; create schema public");
      await client.query("drop schema graphile_worker cascade");
      expect(await deploy()).toEqual(names);
      expect(await shapeOfLedger()).toEqual(shape);
      expect(await applyMigrations(url)).toEqual([]);
    });
  });
});
