import { defaultRules } from "@/lib/accounting/model/mapping";
import { defaultThresholds } from "@/lib/storage/model/warnings";
import { type Caller, callers, type Person, people, type World } from "./permission-world";

/**
 * Who gets what behind every door: written by hand and not derived from the code's own table, which
 * is what it proves. A route, page or action without a row here fails permissions.spec.ts.
 */

export type Expected<Who extends string, Answer> = Record<Who, Answer>;

/** The usual answer, and who gets another one. */
function answers<Who extends string, Answer>(
  who: readonly Who[],
  usual: Answer,
  others: Partial<Record<Who, Answer>>,
): Expected<Who, Answer> {
  const pairs = who.map((name) => [name, others[name] ?? usual] as const);
  return Object.fromEntries(pairs) as Expected<Who, Answer>;
}

// --- routes -------------------------------------------------------------------------------------

export interface RouteRow {
  /** `POST /api/ingest/[feed]`; several methods with `|`. */
  route: string;
  /** What tells this row from others of the same route. */
  case?: string;
  path(world: World): string;
  body?(world: World): { type: string; text: string };
  status: Expected<Caller, number>;
  /** Who changes the world by it; asked last. */
  changedBy?: readonly Caller[];
  /** Who gets an answer without the world's cases; everybody else with an answer gets them. */
  hides?: readonly Caller[];
}

/** Answers to machines that sign (`hmac`), by service; everybody else gets `usual`. */
const to = (usual: number, others: Partial<Record<Caller, number>> = {}) =>
  answers(callers, usual, others);

const json = (value: unknown) => ({ type: "application/json", text: JSON.stringify(value) });

const burst = {
  account: "def-matrix",
  resource: "cpu",
  pain: 1,
  firstjob: 1,
  lastjob: 2,
  submitters: ["user1"],
  summary: null,
};
const oldjob = {
  account: "def-matrix",
  resource: "cpu",
  age: 3,
  submitter: "user1",
  summary: null,
};

/** Knows the signature, but this service may not: 403. */
const signedStrangers = {
  "collector:hmac": 403,
  "scanner:hmac": 403,
  "monitor:hmac": 403,
} as const;

/** Knows the token, but this service may not. */
const tokenStrangers = {
  "scheduler:bearer": 403,
  "collector:bearer": 403,
  "scanner:bearer": 403,
  "reader:bearer": 403,
  "monitor:bearer": 403,
} as const;

const everywhere = to(200);

/** Tokens of components that may not. */
const everyToken = (status: number) =>
  ({
    "detector:bearer": status,
    "scheduler:bearer": status,
    "collector:bearer": status,
    "scanner:bearer": status,
    "reader:bearer": status,
    "monitor:bearer": status,
  }) as const;

const dataspaceRead = to(401, {
  roleless: 403,
  analyst: 200,
  pi: 403,
  admin: 200,
  ...everyToken(403),
  "reader:bearer": 200,
  "monitor:bearer": 200,
});

/** One feed: the machines are of another cluster than the world and do not find it. */
const feedRead = { ...dataspaceRead, "reader:bearer": 404, "monitor:bearer": 404 };

const dataspaceWrite = (status: number) =>
  to(401, { roleless: 403, analyst: 403, pi: 403, ...everyToken(403), admin: status });

const V1 = "/api/v1/dataspace";
const feedAddress = ({ feed }: World) => `${V1}/taskmanagers/${encodeURIComponent(feed)}`;

type BodyOf = NonNullable<RouteRow["body"]>;

/** A path of the data space with one method: its row, and the row of the methods it has not. */
function dataspaceDoor(
  method: "GET" | "POST" | "DELETE",
  tail: string,
  path: (world: World) => string,
  more: { status?: RouteRow["status"]; body?: BodyOf; also?: string[] } = {},
): RouteRow[] {
  const has = [method, ...(more.also ?? [])];
  const others = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((name) => !has.includes(name));
  const readers = tail.includes("[name]") ? feedRead : dataspaceRead;
  const status = more.status ?? (method === "GET" ? readers : dataspaceWrite(200));
  const body = more.body === undefined ? {} : { body: more.body };
  const changedBy = method === "GET" ? {} : { changedBy: ["admin"] as const };
  return [
    { route: `${method} ${V1}${tail}`, path, status, ...body, ...changedBy },
    { route: `${others.join("|")} ${V1}${tail}`, path, status: to(405) },
  ];
}

const marking = { keys: ["report"], reason: "matrix" };
const expiring = { expiration_time: 1_700_000_000, keys: ["report"] };

const dataspaceRows: RouteRow[] = [
  ...dataspaceDoor("GET", "/taskmanagers", () => `${V1}/taskmanagers`),
  ...dataspaceDoor("GET", "/taskmanagers/[name]", feedAddress, { also: ["DELETE"] }),
  {
    route: `DELETE ${V1}/taskmanagers/[name]`,
    path: feedAddress,
    status: dataspaceWrite(204),
    changedBy: ["admin"],
  },
  ...dataspaceDoor(
    "GET",
    "/taskmanagers/[name]/generations",
    (w) => `${feedAddress(w)}/generations`,
  ),
  ...dataspaceDoor(
    "GET",
    "/taskmanagers/[name]/generations/[generation]",
    (w) => `${feedAddress(w)}/generations/last`,
  ),
  ...dataspaceDoor(
    "GET",
    "/taskmanagers/[name]/generations/[generation]/products/[key]",
    (w) => `${feedAddress(w)}/generations/last/products/report?allow_expired=true`,
  ),
  ...dataspaceDoor(
    "GET",
    "/taskmanagers/[name]/products/[key]",
    (w) => `${feedAddress(w)}/products/report?allow_expired=true`,
    { also: ["DELETE"] },
  ),
  {
    route: `DELETE ${V1}/taskmanagers/[name]/products/[key]`,
    path: (w) => `${feedAddress(w)}/products/report`,
    status: dataspaceWrite(204),
    changedBy: ["admin"],
  },
  ...dataspaceDoor(
    "GET",
    "/taskmanagers/[name]/products/[key]/generations",
    (w) => `${feedAddress(w)}/products/report/generations`,
  ),
  ...dataspaceDoor("GET", "/taskmanagers/[name]/schemas", (w) => `${feedAddress(w)}/schemas`),
  ...dataspaceDoor("GET", "/taskmanagers/[name]/diff", (w) => `${feedAddress(w)}/diff?from=1&to=2`),
  ...["", "/generations/[generation]"].flatMap((part) => {
    const at = (world: World) => `${feedAddress(world)}${part && "/generations/last"}`;
    return [
      ...dataspaceDoor("POST", `/taskmanagers/[name]${part}/dement`, (w) => `${at(w)}/dement`, {
        body: () => json(marking),
      }),
      ...dataspaceDoor("POST", `/taskmanagers/[name]${part}/expire`, (w) => `${at(w)}/expire`, {
        body: () => json(expiring),
      }),
    ];
  }),
  ...dataspaceDoor("GET", "/reaper", () => `${V1}/reaper`),
  ...dataspaceDoor("POST", "/reaper/run", () => `${V1}/reaper/run`, {
    body: () => json({ dry_run: true }),
  }),
  ...dataspaceDoor("POST", "/reaper/stop", () => `${V1}/reaper/stop`, { body: () => json({}) }),
  ...dataspaceDoor("POST", "/reaper/start", () => `${V1}/reaper/start`, {
    body: () => json({ delay: 1818 }),
  }),
];

/** A record of this world, as the accounting protocol takes it. */
const record = ({ tag }: World) => ({
  record_id: `matrix-${tag}`,
  meta: { site_id: ["matrix"] },
  components: [{ name: "Core", amount: 1, scores: [] }],
  start_time: "2026-01-01T00:00:00Z",
});

/** The accounting protocol: one service may, every other component may not, nobody else enters. */
const accountingOnly = (service: "collector" | "reader" | "monitor", status: number) =>
  to(401, { ...everyToken(403), [`${service}:bearer`]: status });

const notOf = (path: string, methods: string, status = 405): RouteRow => ({
  route: `${methods} ${path}`,
  path: () => path.replace("/[...path]", "/matrix").replace("/[[...path]]", ""),
  status: to(status),
});

const accountingRows: RouteRow[] = [
  {
    route: "POST /record",
    path: () => "/record",
    body: (world) => json(record(world)),
    status: accountingOnly("collector", 200),
  },
  {
    route: "PUT /record",
    path: () => "/record",
    body: (world) => json({ ...record(world), stop_time: "2026-01-01T01:00:00Z" }),
    status: accountingOnly("collector", 404),
  },
  notOf("/record", "GET|PATCH|DELETE"),
  {
    route: "GET /record/[...path]",
    path: ({ tag }) => `/record/matrix-${tag}`,
    status: accountingOnly("reader", 404),
  },
  notOf("/record/[...path]", "POST|PUT|PATCH|DELETE", 404),
  {
    route: "POST /records",
    path: () => "/records",
    body: (world) => json([{ ...record(world), record_id: `matrix-bulk-${world.tag}` }]),
    status: accountingOnly("collector", 200),
  },
  {
    route: "GET /records",
    path: ({ tag }) => `/records?record_id=matrix-${tag}`,
    status: accountingOnly("reader", 200),
  },
  notOf("/records", "PUT|PATCH|DELETE"),
  { route: "GET /metrics", path: () => "/metrics", status: accountingOnly("monitor", 200) },
  // Open to all: it says that the site is up.
  { route: "GET /health_check", path: () => "/health_check", status: everywhere },
  notOf("/metrics", "POST|PUT|PATCH|DELETE", 404),
  notOf("/health_check", "POST|PUT|PATCH|DELETE", 404),
  ...["/add", "/get/[[...path]]", "/update"].map((path) =>
    notOf(path, "GET|POST|PUT|PATCH|DELETE", 404),
  ),
];

export const routeTable: RouteRow[] = [
  ...dataspaceRows,
  ...accountingRows,
  // Open to all: it describes the doors and names no records.
  { route: "GET /api/openapi", path: () => "/api/openapi", status: everywhere },
  {
    route: "POST|PUT|PATCH|DELETE /api/openapi",
    path: () => "/api/openapi",
    status: to(405),
  },
  {
    route: "POST /api/cases",
    path: () => "/api/cases/",
    body: () => json({ version: 2, bursts: [burst] }),
    status: to(401, {
      "detector:hmac": 201,
      "scheduler:hmac": 403,
      "reader:hmac": 403,
      ...signedStrangers,
    }),
  },
  {
    route: "GET /api/cases",
    path: () => "/api/cases/?report=bursts",
    status: to(401, {
      "detector:hmac": 200,
      "scheduler:hmac": 200,
      "reader:hmac": 200,
      ...signedStrangers,
    }),
  },
  {
    route: "GET /api/cases",
    case: "accepted accounts",
    path: () => "/api/cases/?report=bursts&view=adjustor",
    status: to(401, {
      "detector:hmac": 200,
      "scheduler:hmac": 200,
      "reader:hmac": 403,
      ...signedStrangers,
    }),
  },
  {
    route: "GET /api/cases",
    case: "of another cluster",
    path: ({ clusterId }) => `/api/cases/?report=bursts&cluster=${clusterId}`,
    status: to(401, {
      "detector:hmac": 403,
      "scheduler:hmac": 403,
      "reader:hmac": 403,
      ...signedStrangers,
    }),
  },
  {
    route: "GET /api/cases/[id]",
    case: "of another cluster",
    path: ({ caseId }) => `/api/cases/${caseId}`,
    status: to(401, {
      "detector:hmac": 404,
      "scheduler:hmac": 404,
      "reader:hmac": 404,
      ...signedStrangers,
    }),
  },
  {
    route: "PUT|PATCH|DELETE /api/cases",
    path: () => "/api/cases/",
    status: to(405),
  },
  {
    route: "POST|PUT|PATCH|DELETE /api/cases/[id]",
    path: ({ caseId }) => `/api/cases/${caseId}`,
    status: to(405),
  },
  {
    route: "POST /api/ingest/[feed]",
    case: "bursts",
    path: () => "/api/ingest/bursts",
    body: () => json([burst]),
    status: to(401, { "detector:bearer": 201, ...tokenStrangers }),
  },
  {
    route: "POST /api/ingest/[feed]",
    case: "oldjobs",
    path: () => "/api/ingest/oldjobs",
    body: () => json([oldjob]),
    status: to(401, { "detector:bearer": 201, ...tokenStrangers }),
  },
  {
    route: "POST /api/ingest/[feed]",
    case: "for another cluster",
    path: ({ clusterId }) => `/api/ingest/bursts?cluster=${clusterId}`,
    body: () => json([burst]),
    status: to(401, { "detector:bearer": 403, ...tokenStrangers }),
  },
  {
    route: "GET|PUT|PATCH|DELETE /api/ingest/[feed]",
    path: () => "/api/ingest/bursts",
    status: to(405),
  },
  // Sign-in itself: open by nature, and it gives a stranger nothing.
  { route: "GET /api/auth/[...nextauth]", path: () => "/api/auth/csrf", status: everywhere },
  {
    route: "POST /api/auth/[...nextauth]",
    case: "signing in without the form's token",
    path: () => "/api/auth/callback/credentials",
    body: () => ({
      type: "application/x-www-form-urlencoded",
      text: "uid=nobody&password=nothing",
    }),
    status: to(302),
  },
  {
    route: "GET /api/events",
    path: () => "/api/events",
    status: to(401, { roleless: 200, analyst: 200, pi: 200, admin: 200 }),
  },
  ...["/api/events", "/api/export/[table]"].map(
    (path): RouteRow => ({
      route: `POST|PUT|PATCH|DELETE ${path}`,
      path: () => path.replace("[table]", "cases"),
      status: to(405),
    }),
  ),
  {
    route: "GET /api/export/[table]",
    path: ({ clusterId }) => `/api/export/cases?cluster=${clusterId}`,
    status: to(401, {
      roleless: 403,
      analyst: 200,
      pi: 200,
      admin: 200,
      "detector:bearer": 403,
      ...tokenStrangers,
    }),
    hides: ["pi"],
  },
  {
    route: "GET /api/export/[table]",
    case: "a reader gets its own cluster",
    path: () => "/api/export/cases",
    status: to(401, {
      roleless: 403,
      analyst: 200,
      pi: 200,
      admin: 200,
      "detector:bearer": 403,
      ...tokenStrangers,
      "reader:bearer": 200,
    }),
    hides: ["pi", "reader:bearer"],
  },
  {
    route: "GET /api/export/[table]",
    case: "record-conflicts",
    path: () => "/api/export/record-conflicts",
    status: to(401, {
      roleless: 403,
      analyst: 200,
      pi: 403,
      admin: 200,
      "detector:bearer": 403,
      ...tokenStrangers,
      "reader:bearer": 200,
    }),
  },
  {
    route: "GET /api/export/[table]",
    case: "usage",
    path: () => "/api/export/usage",
    status: to(401, {
      roleless: 403,
      analyst: 200,
      pi: 200,
      admin: 200,
      "detector:bearer": 403,
      ...tokenStrangers,
      "reader:bearer": 200,
    }),
  },
  {
    route: "GET /api/export/[table]",
    case: "records",
    path: ({ tag }) => `/api/export/records?record_id=matrix-${tag}`,
    status: to(401, {
      roleless: 403,
      analyst: 200,
      pi: 200,
      admin: 200,
      "detector:bearer": 403,
      ...tokenStrangers,
      "reader:bearer": 200,
    }),
  },
  {
    route: "POST /api/ingest/[feed]",
    case: "records",
    path: () => "/api/ingest/records",
    body: (world) => json([record(world)]),
    status: accountingOnly("collector", 201),
  },
  {
    route: "POST /api/ingest/[feed]",
    // A load would mark everybody gone whom other tests need: this one is let in, and says nothing.
    case: "directory",
    path: () => "/api/ingest/directory",
    body: () => json({}),
    status: to(401, { "detector:bearer": 403, ...tokenStrangers, "scanner:bearer": 422 }),
  },
  // What is no scan, no base directory, no quota: let in, and it changes nothing.
  ...(["scan", "basedirs", "quotas"] as const).map(
    (feed): RouteRow => ({
      route: "POST /api/ingest/[feed]",
      case: feed,
      path: ({ volume }) => `/api/ingest/${feed}${feed === "scan" ? `?volume=${volume}` : ""}`,
      body: () => ({ type: "application/octet-stream", text: "matrix" }),
      status: to(401, { "detector:bearer": 403, ...tokenStrangers, "scanner:bearer": 422 }),
    }),
  ),
  ...["group-usage", "base-usage", "user-usage", "directory-usage", "vaults"].map(
    (table): RouteRow => ({
      route: "GET /api/export/[table]",
      case: table,
      path: ({ volume }) => `/api/export/${table}?volume=${volume}`,
      status: to(401, {
        roleless: 403,
        analyst: 200,
        pi: 200,
        admin: 200,
        "detector:bearer": 403,
        ...tokenStrangers,
        "reader:bearer": 200,
      }),
    }),
  ),
  ...["feeds", "refusals"].map(
    (table): RouteRow => ({
      route: "GET /api/export/[table]",
      case: table,
      path: () => `/api/export/${table}`,
      status: to(401, {
        roleless: 403,
        analyst: 200,
        pi: 403,
        admin: 200,
        "detector:bearer": 403,
        ...tokenStrangers,
        "reader:bearer": 200,
      }),
    }),
  ),
  {
    route: "GET /api/export/[table]",
    case: "history",
    path: () => "/api/export/history",
    status: to(401, {
      ...{ roleless: 403, analyst: 403, pi: 403, admin: 200, "detector:bearer": 403 },
      ...tokenStrangers,
    }),
  },
  // Open to all: it names no records.
  { route: "GET /api/health", path: () => "/api/health", status: everywhere },
  {
    route: "POST|PUT|PATCH|DELETE /api/health",
    path: () => "/api/health",
    status: to(405),
  },
];

// --- pages --------------------------------------------------------------------------------------

/** `home`: sent to the start page. */
export type Sight = "page" | "no access" | "not found" | "sign-in" | "home";

export interface PageRow {
  /** The address pattern: `/cases/[id]`. */
  page: string;
  case?: string;
  path(world: World): string;
  sees: Expected<Person, Sight>;
  /** Who gets the page without the world's cases; everybody else with the page sees them. */
  hides?: readonly Person[];
}

const signedOut = {
  nobody: "sign-in",
  forged: "sign-in",
  disabled: "sign-in",
  revoked: "sign-in",
} as const;

const sight = (usual: Sight, others: Partial<Record<Person, Sight>> = {}) =>
  answers<Person, Sight>(people, usual, { ...signedOut, ...others });

const onlySignedOut = answers<Person, Sight>(people, "page", {
  roleless: "home",
  analyst: "home",
  pi: "home",
  admin: "home",
});

const adminPages = [
  "/admin",
  "/admin/clusters",
  "/admin/components",
  "/admin/history",
  "/admin/keys",
  "/admin/people",
];

const accountingPages: [page: string, sees: PageRow["sees"]][] = [
  ["/accounting/conflicts", sight("page", { roleless: "no access", pi: "no access" })],
  ...["", "/records", "/quality"].map((path): [string, PageRow["sees"]] => [
    `/accounting${path}`,
    sight("page", { roleless: "no access" }),
  ]),
  ...["/mapping", "/archive"].map((path): [string, PageRow["sees"]] => [
    `/accounting${path}`,
    sight("no access", { admin: "page" }),
  ]),
];

const feedPath = ({ feed }: World, below = "") => `/dataspace/${encodeURIComponent(feed)}${below}`;

const dataPages: [page: string, path: (world: World) => string][] = [
  ["/dataspace", () => "/dataspace"],
  ["/dataspace/refused", () => "/dataspace/refused"],
  ["/dataspace/refused/[id]", ({ refusalId }) => `/dataspace/refused/${refusalId}`],
  ["/dataspace/[feed]", (world) => feedPath(world)],
  ["/dataspace/[feed]/[generation]", (world) => feedPath(world, "/2")],
  ["/dataspace/[feed]/diff", (world) => feedPath(world, "/diff?from=1&to=2")],
  ["/dataspace/[feed]/refused", (world) => feedPath(world, "/refused")],
];

const ofVolume = (page: string) => ({
  page,
  path: ({ volume }: World) => `${page}?volume=${volume}`,
  sees: sight("page", { roleless: "no access" }),
  hides: ["pi"] as const,
});

const storagePages: PageRow[] = [
  ...["", "/users", "/vaults", "/directories", "/tree"].map((path) => ofVolume(`/storage${path}`)),
  {
    page: "/storage/[volume]",
    path: ({ volume }) => `/storage/${volume}`,
    sees: sight("page", { roleless: "no access" }),
  },
  {
    page: "/storage/scans",
    path: () => "/storage/scans",
    sees: sight("page", { roleless: "no access", pi: "no access" }),
  },
  {
    page: "/storage/help",
    path: () => "/storage/help",
    sees: sight("page", { roleless: "no access" }),
  },
  {
    page: "/storage/settings",
    path: () => "/storage/settings",
    sees: sight("no access", { admin: "page" }),
  },
  {
    page: "/groups/[name]",
    case: "that the PI does not lead",
    // By number, so that the name is on the page only for those who may see it.
    path: ({ directory }) => `/groups/gid%3A${directory.gid}`,
    sees: sight("page", { roleless: "no access", pi: "not found" }),
    hides: [],
  },
];

export const pageTable: PageRow[] = [
  { page: "/sign-in", path: () => "/sign-in", sees: onlySignedOut },
  { page: "/", path: () => "/", sees: sight("page") },
  { page: "/cases", path: () => "/cases", sees: sight("page", { roleless: "no access" }) },
  {
    page: "/cases",
    case: "of groups that the PI does not lead",
    path: ({ clusterId }) => `/cases?cluster=${clusterId}`,
    sees: sight("page", { roleless: "no access" }),
    hides: ["pi"],
  },
  {
    page: "/cases/[id]",
    case: "of a group that the PI does not lead",
    path: ({ caseId }) => `/cases/${caseId}`,
    sees: sight("page", { roleless: "no access", pi: "not found" }),
    hides: [],
  },
  {
    page: "/dataspace/retention",
    path: () => "/dataspace/retention",
    sees: sight("no access", { admin: "page" }),
  },
  ...storagePages,
  ...accountingPages.map(([page, sees]): PageRow => ({ page, path: () => page, sees })),
  {
    page: "/accounting/refused/[id]",
    path: ({ refusalId }) => `/accounting/refused/${refusalId}`,
    sees: sight("no access", { admin: "page" }),
  },
  ...dataPages.map(
    ([page, path]): PageRow => ({
      page,
      path,
      sees: sight("page", { roleless: "no access", pi: "no access" }),
    }),
  ),
  ...adminPages.map(
    (page): PageRow => ({ page, path: () => page, sees: sight("no access", { admin: "page" }) }),
  ),
];

// --- server actions -----------------------------------------------------------------------------

export interface ActionRow {
  /** `lib/cases/actions.ts#changeCaseAction`. */
  action: string;
  /** Which of the verbs, where one action has several. */
  verb?: string;
  /** What tells this row from others of the same action and verb. */
  case?: string;
  /** Input that is good enough to be carried out. */
  input(world: World): unknown;
  may: readonly Person[];
}

const staff = ["analyst", "admin"] as const;
const everybody = ["analyst", "pi", "admin"] as const;
const adminOnly = ["admin"] as const;

const inCases = (
  name: string,
  may: readonly Person[],
  input: (world: World) => unknown,
): ActionRow => ({ action: `lib/cases/actions.ts#${name}`, may, input });

const byVerb =
  (name: string) =>
  (verb: string, may: readonly Person[], input: (world: World) => object): ActionRow => ({
    ...inCases(name, may, (world) => ({ verb, ...input(world) })),
    verb,
  });
const toCase = byVerb("changeCaseAction");
const toCases = byVerb("changeCasesAction");

const inAdmin = (name: string, input: (world: World) => unknown): ActionRow => ({
  action: `lib/admin/actions.ts#${name}`,
  may: adminOnly,
  input,
});

const inData = (name: string, input: (world: World) => unknown): ActionRow => ({
  action: `lib/dataspace/actions.ts#${name}`,
  may: adminOnly,
  input,
});

const inAccounting = (name: string, input: (world: World) => unknown): ActionRow => ({
  action: `lib/accounting/actions.ts#${name}`,
  may: adminOnly,
  input,
});

const inStorage = (
  name: string,
  may: readonly Person[],
  input: (world: World) => unknown,
): ActionRow => ({ action: `lib/storage/actions.ts#${name}`, may, input });

const version = 1;

export const actionTable: ActionRow[] = [
  toCase("claim", staff, ({ caseId }) => ({ id: caseId })),
  toCase("steal", staff, ({ heldCaseId }) => ({ id: heldCaseId, version, note: "mine now" })),
  toCase("release", staff, ({ ownCaseId }) => ({ id: ownCaseId })),
  toCase("assign", staff, ({ caseId, staffUid }) => ({ id: caseId, version, uid: staffUid })),
  toCase("note", staff, ({ caseId }) => ({ id: caseId, note: "a note" })),
  toCase("ticket", staff, ({ caseId }) => ({
    id: caseId,
    version,
    number: "2026020202",
    replace: true,
  })),
  {
    ...toCase("ticket", staff, ({ caseId }) => ({ id: caseId, version, number: null })),
    case: "unlinked",
  },
  toCase("accept", adminOnly, ({ caseId }) => ({ id: caseId, version })),
  toCase("reject", adminOnly, ({ caseId }) => ({ id: caseId, version, note: "no" })),
  toCase("withdraw", adminOnly, ({ acceptedCaseId }) => ({
    id: acceptedCaseId,
    version,
    note: "no longer",
  })),
  toCase("reopen", adminOnly, ({ acceptedCaseId }) => ({
    id: acceptedCaseId,
    version,
    note: "again",
  })),
  toCases("claim", staff, ({ caseId }) => ({ ids: [caseId] })),
  toCases("release", staff, ({ ownCaseId }) => ({ ids: [ownCaseId] })),
  toCases("note", staff, ({ caseId }) => ({ ids: [caseId], note: "a note" })),
  toCases("accept", adminOnly, ({ caseId }) => ({ ids: [caseId] })),
  toCases("reject", adminOnly, ({ caseId }) => ({ ids: [caseId], note: "no" })),
  toCases("withdraw", adminOnly, ({ acceptedCaseId }) => ({ ids: [acceptedCaseId], note: "no" })),
  toCases("reopen", adminOnly, ({ acceptedCaseId }) => ({ ids: [acceptedCaseId], note: "again" })),
  inCases("saveViewAction", everybody, ({ tag }) => ({ name: tag, query: "state=pending" })),
  inCases("deleteViewAction", everybody, () => ({ name: "Matrix" })),

  inAdmin("createClusterAction", ({ tag }) => ({ id: `${tag}new`, name: `New ${tag}` })),
  inAdmin("renameClusterAction", ({ clusterId, tag }) => ({
    id: clusterId,
    version,
    name: `Renamed ${tag}`,
  })),
  inAdmin("deleteClusterAction", ({ spareClusterId }) => ({ id: spareClusterId })),
  inAdmin("createComponentAction", ({ tag, clusterId }) => ({
    id: `${tag}_new`,
    name: "New",
    service: "detector",
    clusterId,
    site: null,
    volume: null,
    intervalSeconds: null,
  })),
  inAdmin("editComponentAction", ({ componentId }) => ({
    id: componentId,
    version,
    name: "Renamed",
    intervalSeconds: 60,
  })),
  inAdmin("deleteComponentAction", ({ componentId }) => ({ id: componentId })),
  inAdmin("createKeyAction", ({ componentId }) => ({
    componentId,
    kind: "bearer",
    expiresAt: null,
    access: null,
    secret: null,
  })),
  inAdmin("rotateKeyAction", ({ keyId }) => ({ id: keyId, overlapHours: 1, expiresAt: null })),
  inAdmin("revokeKeyAction", ({ keyId }) => ({ id: keyId })),
  inAdmin("createPersonAction", ({ tag }) => ({
    uid: `${tag}-new`,
    name: "New person",
    email: null,
    roles: ["admin"],
    password: "correct horse battery",
  })),
  inAdmin("editPersonAction", ({ personId }) => ({
    id: personId,
    version,
    name: "Renamed",
    email: null,
    roles: ["admin"],
  })),
  inAdmin("setPasswordAction", ({ personId }) => ({
    id: personId,
    password: "correct horse battery",
  })),
  inAdmin("disablePersonAction", ({ personId }) => ({ id: personId })),
  inAdmin("enablePersonAction", ({ disabledPersonId }) => ({ id: disabledPersonId })),
  inAdmin("endSessionsAction", ({ personId }) => ({ id: personId })),

  inAccounting("saveMappingAction", ({ componentId }) => ({
    source: componentId,
    rules: defaultRules,
    version: 0,
  })),
  inAccounting("removeMappingAction", ({ mappedSource }) => ({ source: mappedSource, version })),
  inAccounting("rebuildUsageAction", () => ({})),
  // Months of which there are no records.
  inAccounting("archiveMonthAction", () => ({ month: "1999-01" })),
  inAccounting("restoreMonthAction", () => ({ month: "1998-01" })),
  inAccounting("decideConflictAction", ({ conflictId }) => ({
    id: conflictId,
    choice: "keep",
    reason: "sent twice",
  })),
  inAccounting("setSenderAction", ({ componentId }) => ({
    source: componentId,
    ignoresDuplicates: true,
  })),
  inAccounting("storeGoodRefusedAction", ({ refusalId }) => ({ refusalId: String(refusalId) })),
  inAccounting("repairRefusedAction", (world) => ({
    refusalId: String(world.refusalId),
    line: 1,
    content: JSON.stringify(record(world)),
  })),

  inStorage("decideDirectoriesAction", everybody, ({ directory }) => ({
    directories: [{ ...directory, version: null }],
    action: "archive",
    comment: "after the paper",
  })),
  inStorage("requestScansAction", adminOnly, () => ({})),
  inStorage("changeStorageSettingsAction", adminOnly, ({ storageVersion }) => ({
    version: storageVersion,
    thresholds: [...defaultThresholds],
    scanDirectories: [],
    // Another one each time, as the same settings again change nothing.
    daysBack: 10 + (storageVersion % 300),
    pathGroups: [],
    humanPaths: [],
    nestedBuckets: ["users"],
    maxBadShare: 0.001,
    minLineShare: 0.5,
    vanishedShare: 0.05,
    maxTotalFactor: 3,
    forecastWindowDays: 30,
  })),

  inStorage("addVolumeAction", adminOnly, ({ tag }) => ({
    name: `${tag}n`,
    mountPath: `/lustre/${tag}n`,
  })),
  inStorage("decideHeldScanAction", adminOnly, ({ heldScanId }) => ({
    id: heldScanId,
    decision: "drop",
  })),
  inStorage("deleteVolumeAction", adminOnly, ({ emptyVolume }) => ({ name: emptyVolume })),

  inData("dementProductsAction", ({ feed }) => ({ feed, keys: ["report"], reason: "not so" })),
  inData("dropProductsAction", ({ feed }) => ({ feed, keys: ["report"], reason: "no more" })),
  inData("expireProductsAction", ({ feed }) => ({ feed, keys: ["report"], expirationTime: 1 })),
  inData("saveFeedSettingsAction", ({ feed }) => ({
    feed,
    version,
    retentionDays: 30,
    intervalSeconds: 600,
    lifetimeSeconds: 1_200,
  })),
  inData("resetFeedAction", ({ feed }) => ({ feed })),
  inData("saveRetentionAction", ({ retentionVersion }) => ({
    version: retentionVersion,
    retentionDays: 365,
    secondsBetweenRuns: 86_400,
    startDelaySeconds: 1_818,
    batchSize: 5_000,
  })),
  inData("planReapAction", () => ({})),
  // ORDER: there is one Reaper, which is stopped before it is started.
  inData("stopReaperAction", () => ({})),
  inData("startReaperAction", () => ({})),
  inData("runReaperAction", () => ({})),
];
