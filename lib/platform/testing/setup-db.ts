import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, afterEach, inject } from "vitest";
import { setClock } from "../clock";
import { closeDb } from "../db";
import { resetEnv } from "../env";

// A database of this file's own, cloned from the migrated template in about 50 ms.
const name = `test_${randomBytes(6).toString("hex")}`;
const adminUrl = inject("adminUrl");
const admin = new pg.Client({ connectionString: adminUrl });
await admin.connect();
await admin.query(`create database ${name} template ${inject("template")}`);
await admin.end();

process.env.DATABASE_URL = adminUrl.replace(/\/headroom$/, `/${name}`);
process.env.HEADROOM_SECRET = "db-tests-0123456789-abcdefghijklmn";
process.env.HEADROOM_LOG_LEVEL ??= "silent";
process.env.HEADROOM_DATABASE_CONNECTIONS = "8";
resetEnv();

afterEach(() => setClock());
afterAll(() => closeDb());
