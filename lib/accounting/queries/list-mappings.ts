import "server-only";
import { createHash } from "node:crypto";
import { z } from "zod";
import { may, type Viewer } from "@/lib/auth/model";
import { askOn, type Connection, Prisma, pool } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import {
  type CompiledMapping,
  compileMapping,
  DEFAULT_SOURCE,
  defaultRules,
  type MappingRules,
} from "../model/mapping";
import { mappingRulesSchema } from "../schema/mapping";

/** Sources that one page of mappings shows. */
const MAX_SOURCES = 500;

export interface SourceMapping {
  /** Component that sends, or DEFAULT_SOURCE for all others. */
  source: string;
  /** Name of the component. */
  name: string;
  /** Site of the component, where it has one. */
  site: string | null;
  rules: MappingRules;
  /** Has rules of its own; otherwise the default ones are shown. */
  isOwn: boolean;
  /** To be given back when it is saved; 0 where it has no rules of its own. */
  version: number;
  updatedAt: Date | null;
}

const sourceShape = z.object({
  source: z.string(),
  name: z.string().nullable(),
  site: z.string().nullable(),
  rules: mappingRulesSchema.nullable(),
  version: z.int().nullable(),
  updatedAt: z.date().nullable(),
});

// Every collector is a source, and whatever else has a mapping.
function readSources(connection: Connection) {
  return askOn(
    connection,
    sourceShape,
    Prisma.sql`select coalesce(c.id, m.source) as source, c.name, c.site, m.rules, m.version,
       m.updated_at as "updatedAt"
     from (
       select id, name, site from components
       where service = 'collector' or id in (select source from accounting_mappings)
     ) c
     full join (
       select source, rules, version, updated_at from accounting_mappings
       union all
       select ${DEFAULT_SOURCE}::text, null, 0, null
       where not exists (select from accounting_mappings where source = ${DEFAULT_SOURCE}::text)
     ) m on m.source = c.id
     order by coalesce(c.id, m.source) <> ${DEFAULT_SOURCE}::text, coalesce(c.name, m.source), 1`,
  );
}

/** The mappings of all sources, the default one first. Throws `forbidden`. */
export async function getMappings(viewer: Viewer): Promise<SourceMapping[]> {
  requireMappings(viewer);
  const found = await readSources(pool());
  const common = found.find(({ source }) => source === DEFAULT_SOURCE)?.rules ?? defaultRules;
  return found.slice(0, MAX_SOURCES).map(({ source, name, site, rules, version, updatedAt }) => ({
    source,
    name: source === DEFAULT_SOURCE ? "All other sources" : (name ?? source),
    site,
    rules: rules ?? common,
    isOwn: rules !== null,
    version: version ?? 0,
    updatedAt,
  }));
}

/** Throws `forbidden` for whoever may not see and change mappings. */
export function requireMappings(viewer: Viewer): void {
  if (may(viewer, "admin:accounting")) return;
  throw new AppError("forbidden", "Your roles do not allow this.");
}

/** 31 bits: a mapping that reads in another way has another one. */
export function fingerprint(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE() >>> 1;
}

/** The mappings of all sources as the database reads them, the default one among them. */
export async function compileMappings(connection: Connection): Promise<CompiledMapping[]> {
  const found = await readSources(connection);
  const common = found.find(({ source }) => source === DEFAULT_SOURCE)?.rules ?? defaultRules;
  return found.map(({ source, rules, site }) =>
    compileMapping(source, rules ?? common, site, fingerprint),
  );
}
