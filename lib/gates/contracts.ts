import { z } from "zod";
import {
  dementBody,
  diffAnswer,
  expireBody,
  generationDetailAnswer,
  generationsAnswer,
  markedAnswer,
  productValueAnswer,
  reaperAnswer,
  reaperRunBody,
  reaperStartBody,
  reapPlanAnswer,
  taskManagerDetailAnswer,
  taskManagersAnswer,
} from "@/lib/dataspace/schema";
import { tabularFormats } from "@/lib/platform/tabular";

/** What a route of our own promises. A test compares this list with the routes that there are. */
export interface Contract {
  method: "get" | "post" | "delete";
  /** With the parts of the path in braces. */
  path: string;
  summary: string;
  /** How the caller is known. */
  access: "none" | "bearer" | "session" | "either";
  query?: Record<string, { schema: z.ZodType; about: string }>;
  headers?: Record<string, string>;
  body?: { schema: z.ZodType; types: readonly string[]; isOptional?: boolean };
  /** Success by status; a missing schema means: no JSON. */
  answers: Record<number, { about: string; schema?: z.ZodType; type?: string }>;
  /** Statuses of failures beside 400, 500 and 503; all are problem JSON. */
  failures: readonly number[];
}

const seconds = z.int().min(0);
const flag = z.boolean();
const json = ["application/json"] as const;
const row = z.record(z.string(), z.unknown());

const receipt = z.object({
  feed: z.string(),
  generation: z.int(),
  received: z.int(),
  stored: z.int(),
  unchanged: z.int(),
  rejected: z.array(z.object({ line: z.int(), reason: z.string() })),
});

const overdue = z.object({
  name: z.string(),
  lastAt: z.iso.datetime().nullable(),
  intervalSeconds: z.int(),
});

const paging = {
  limit: { schema: z.int().min(1), about: "Items of a page; above 1000 it counts as 1000." },
  marker: { schema: z.string(), about: "The last item of the page before." },
};

const direction = {
  schema: z.enum(["asc", "desc"]),
  about: "Order of the numbers; newest first where absent.",
};

const base = "/api/v1/dataspace";
const manager = `${base}/taskmanagers/{name}`;
const generation = `${manager}/generations/{generation}`;

const machines: Contract[] = [
  {
    method: "post",
    path: "/api/ingest/{feed}",
    summary: "Takes what a feed brings, rows or a file, and makes a generation",
    access: "bearer",
    query: {
      madeAt: { schema: seconds, about: "Instant that the content speaks of, UNIX seconds." },
      expires_in: { schema: z.int().min(1).max(2_592_000), about: "How long it counts, seconds." },
      cluster: { schema: z.string(), about: "Must be the cluster of the token." },
      volume: { schema: z.string(), about: "scan: the volume that was scanned." },
      date: { schema: z.iso.date(), about: "scan, basedirs: the record date." },
      scanTime: { schema: seconds, about: "scan: when the file was made, UNIX seconds." },
      filename: { schema: z.string(), about: "scan: tells volume and date where they are absent." },
      force: { schema: flag, about: "scan: replaces what is stored of the date." },
      readAt: { schema: seconds, about: "quotas: when they were read, UNIX seconds." },
    },
    headers: { "Idempotency-Key": "Sending the same key again gets the first answer again." },
    body: {
      schema: z.union([
        z.array(row),
        z.object({ rows: z.array(row) }),
        z.object({ people: z.array(row).optional(), groups: z.array(row).optional() }),
        z.string(),
      ]),
      types: ["application/json", "application/x-ndjson", "application/gzip", "text/plain"],
    },
    answers: {
      200: { about: "The receipt of a scan that is stored already", schema: receipt },
      201: { about: "The receipt", schema: receipt },
    },
    failures: [401, 403, 404, 405, 409, 413, 415, 422],
  },
  {
    method: "get",
    path: "/api/export/{table}",
    summary: "A table as a file, of the query that the page shows",
    access: "session",
    query: {
      format: {
        schema: z.enum([...tabularFormats, "report"]),
        about: "csv where absent; report: the TSV of the former scripts, storage tables only.",
      },
      volume: { schema: z.string(), about: "Storage tables: of this volume." },
      date: { schema: z.iso.date(), about: "Storage tables: as of the scan of this date." },
      group: { schema: z.string(), about: "Storage tables: of this group, or gid:<number>." },
    },
    answers: { 200: { about: "The file", type: "text/csv" } },
    failures: [401, 403, 404],
  },
  {
    method: "get",
    path: "/api/health",
    summary: "Whether this process answers, and with fresh=1 whether every source was heard",
    access: "none",
    query: { fresh: { schema: z.enum(["0", "1"]), about: "Look at the sources too." } },
    answers: {
      200: {
        about: "All is well",
        schema: z.object({
          status: z.enum(["ok", "overdue"]),
          components: z.array(overdue).optional(),
          feeds: z.array(overdue).optional(),
        }),
      },
    },
    failures: [405],
  },
  {
    method: "get",
    path: "/api/openapi",
    summary: "This document",
    access: "none",
    answers: { 200: { about: "OpenAPI 3.1", schema: row } },
    failures: [405],
  },
];

const reading = [401, 403, 404, 405] as const;
const managing = [...reading, 409, 413, 415] as const;
const expired = { allow_expired: { schema: flag, about: "Give what counts no longer, too." } };

const dataspace: Contract[] = [
  {
    method: "get",
    path: `${base}/taskmanagers`,
    summary: "Incarnations of feeds in the order of their making",
    access: "either",
    query: {
      name: { schema: z.string(), about: "Of this feed." },
      start_time: { schema: seconds, about: "Made then or later, UNIX seconds." },
      end_time: { schema: seconds, about: "Made then or before, UNIX seconds." },
      ...paging,
    },
    answers: { 200: { about: "A page", schema: taskManagersAnswer } },
    failures: reading,
  },
  {
    method: "get",
    path: manager,
    summary: "The newest incarnation of a feed, its last generation and how fresh it is",
    access: "either",
    answers: { 200: { about: "The task manager", schema: taskManagerDetailAnswer } },
    failures: reading,
  },
  {
    method: "delete",
    path: manager,
    summary: "Removes the last generation of a feed, or its whole history",
    access: "session",
    query: { all_generations: { schema: flag, about: "The whole history." } },
    answers: { 204: { about: "Removed" } },
    failures: [...reading, 409],
  },
  {
    method: "get",
    path: `${manager}/generations`,
    summary: "Generations of a feed over all its incarnations",
    access: "either",
    query: { ...paging, sort_dir: direction },
    answers: { 200: { about: "A page", schema: generationsAnswer } },
    failures: reading,
  },
  {
    method: "get",
    path: generation,
    summary: "A generation, or the last one: keys, headers, metadata",
    access: "either",
    answers: { 200: { about: "The generation", schema: generationDetailAnswer } },
    failures: reading,
  },
  ...[manager, generation].flatMap((place): Contract[] => [
    {
      method: "get",
      path: `${place}/products/{key}`,
      summary: "A product with its value; dates, big integers and bytes are tagged objects",
      access: "either",
      query: expired,
      answers: { 200: { about: "The product", schema: productValueAnswer } },
      failures: [...reading, 410],
    },
    {
      method: "post",
      path: `${place}/expire`,
      summary: "Sets until when products count",
      access: "session",
      body: { schema: expireBody, types: json },
      answers: { 200: { about: "What was changed", schema: markedAnswer } },
      failures: managing,
    },
    {
      method: "post",
      path: `${place}/dement`,
      summary: "Flags products as not to be trusted",
      access: "session",
      body: { schema: dementBody, types: json },
      answers: { 200: { about: "What was changed", schema: markedAnswer } },
      failures: managing,
    },
  ]),
  {
    method: "get",
    path: `${manager}/diff`,
    summary: "What differs between two generations; the last two where none is named",
    access: "either",
    query: {
      from: { schema: z.string(), about: "Number of a generation, or last." },
      to: { schema: z.string(), about: "Number of a generation, or last." },
    },
    answers: { 200: { about: "Keys by what became of them", schema: diffAnswer } },
    failures: reading,
  },
];

const reaper: Contract[] = [
  {
    method: "get",
    path: `${base}/reaper`,
    summary: "What the Reaper does",
    access: "either",
    answers: { 200: { about: "Its state", schema: reaperAnswer } },
    failures: [401, 403, 405],
  },
  {
    method: "post",
    path: `${base}/reaper/start`,
    summary: "Starts the Reaper; the first pass comes after a delay in seconds",
    access: "session",
    body: { schema: reaperStartBody, types: json, isOptional: true },
    answers: { 200: { about: "Its state", schema: reaperAnswer } },
    failures: [401, 403, 405, 409, 413, 415],
  },
  {
    method: "post",
    path: `${base}/reaper/stop`,
    summary: "Stops the Reaper after its running batch",
    access: "session",
    answers: { 200: { about: "Its state", schema: reaperAnswer } },
    failures: [401, 403, 405],
  },
  {
    method: "post",
    path: `${base}/reaper/run`,
    summary: "Asks the workers for a pass, or tells what one would remove",
    access: "session",
    body: { schema: reaperRunBody, types: json, isOptional: true },
    answers: {
      200: { about: "What a pass would remove (dry_run)", schema: reapPlanAnswer },
      202: { about: "A pass was asked for", schema: reaperAnswer },
    },
    failures: [401, 403, 405, 409, 413, 415],
  },
];

/** Every route of our own; the two protocols have documents of their own. */
export const contracts: readonly Contract[] = [...machines, ...dataspace, ...reaper];
