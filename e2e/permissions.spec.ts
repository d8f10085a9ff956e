import { globSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { services } from "@/lib/auth/model";
import { caseVerbs, manyVerbs } from "@/lib/cases/model/verbs";
import { siteUrl } from "@/lib/platform/env";
import { expect, test } from "./fixtures";
import { actionTable, pageTable, routeTable, type Sight } from "./permission-table";
import {
  type Caller,
  type Cast,
  callers,
  machines,
  makeCast,
  makeWorld,
  people,
  snapshot,
  type World,
} from "./permission-world";
import { builtActions, callAction, type Outcome, type ServerAction } from "./server-actions";

/**
 * Every door and every action, tried by everybody: people of each role, people who may no longer
 * come in, and each kind of machine. A new one without a row in permission-table.ts fails.
 */

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

let cast: Cast;

test.beforeAll(async () => {
  cast = await makeCast();
});

function filesOf(pattern: string): string[] {
  return globSync(pattern).sort();
}

/** `app/(dashboard)/cases/[id]/page.tsx` → `/cases/[id]`. */
function addressOf(file: string): string {
  const parts = file.split("/").slice(1, -1);
  return `/${parts.filter((part) => !/^\(.*\)$/.test(part)).join("/")}`;
}

function exportedMethods(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const exported = text.split("\n").filter((line) => line.startsWith("export"));
  return METHODS.filter((method) =>
    exported.some((line) => new RegExp(`\\b${method}\\b`).test(line)),
  );
}

function rowsOf(route: string): string[] {
  const [methods = "", path] = route.split(" ");
  return methods.split("|").map((method) => `${method} ${path}`);
}

test("every route and method has a row, and every row a route", async () => {
  const files = filesOf("app/**/route.ts");
  expect(files.length).toBeGreaterThan(3);
  const doors = files.flatMap((file) =>
    exportedMethods(file).map((method) => `${method} ${addressOf(file)}`),
  );
  const rows = new Set(routeTable.flatMap(({ route }) => rowsOf(route)));
  expect([...rows].sort()).toEqual(doors.sort());
});

test("every page has a row, and every row a page", async () => {
  const pages = filesOf("app/**/page.tsx").map(addressOf);
  expect(pages.length).toBeGreaterThan(2);
  expect([...new Set(pageTable.map(({ page }) => page))].sort()).toEqual(pages.sort());
});

test("every server action has a row, and every row an action", async () => {
  const sources = filesOf("lib/*/actions.ts");
  const exported = sources.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/^export const (\w+)/gm)].map(
      ([, name]) => `${file}#${name}`,
    ),
  );
  const rows = [...new Set(actionTable.map(({ action }) => action))].sort();
  expect(rows).toEqual(exported.sort());
  // What the build serves: never more than the table knows.
  const strangers = builtActions().filter(({ name }) => !rows.includes(name));
  expect(strangers).toEqual([]);
});

test("every verb has a row, on one case and on many", () => {
  const verbsOf = (name: string) =>
    new Set(
      actionTable.filter(({ action }) => action.endsWith(`#${name}`)).map(({ verb }) => verb),
    );
  expect(verbsOf("changeCaseAction")).toEqual(new Set(caseVerbs));
  expect(verbsOf("changeCasesAction")).toEqual(new Set(manyVerbs));
});

/** The group whose cases the world holds: nobody of the cast leads it. */
const accountOf = ({ clusterId }: World): string => `def-${clusterId}`;

async function ask(caller: Caller, method: string, path: string, body?: BodyOf): Promise<Response> {
  const url = new URL(path, siteUrl());
  return fetch(url, {
    method,
    redirect: "manual",
    headers: {
      ...cast.headersOf(caller, method, url),
      ...(body ? { "content-type": body.type } : {}),
    },
    ...(body ? { body: body.text } : {}),
  });
}
type BodyOf = { type: string; text: string };

for (const row of routeTable) {
  for (const door of rowsOf(row.route)) {
    const [method = "GET"] = door.split(" ");
    test(`${door}${row.case ? `, ${row.case}` : ""}`, async () => {
      const world = await makeWorld();
      const before = await snapshot(world, cast);
      const statuses = new Map<Caller, number>();
      const changers = row.changedBy ?? [];
      const others = callers.filter((caller) => !changers.includes(caller));
      for (const caller of [...others, ...changers]) {
        // Whoever may not has changed nothing by now.
        if (caller === changers[0]) expect(await snapshot(world, cast)).toBe(before);
        const response = await ask(caller, method, row.path(world), row.body?.(world));
        statuses.set(caller, response.status);
        const cookies = response.headers.getSetCookie();
        expect(cookies.filter((cookie) => /session-token=[^;]/.test(cookie))).toEqual([]);
        if (row.hides && response.status === 200) {
          const isShown = (await response.text()).includes(accountOf(world));
          expect(isShown, `${caller} gets the cases`).toBe(!row.hides.includes(caller));
        }
        // Event streams never end by themselves.
        if (!response.bodyUsed) await response.body?.cancel();
      }
      expect(Object.fromEntries(statuses)).toEqual(row.status);
      if (changers.length === 0) expect(await snapshot(world, cast)).toBe(before);
    });
  }
}

/** What somebody sees, and whether the world's cases are anywhere in what was sent. */
async function look(
  response: Response,
  world: World,
): Promise<{ sight: Sight | string; isShown: boolean }> {
  const location = response.headers.get("location") ?? "";
  const html = await response.text();
  const isShown = html.includes(accountOf(world));
  if (response.status === 307) {
    return { sight: location.includes("/sign-in") ? "sign-in" : "home", isShown };
  }
  // Where the page streams, its status was sent before anybody knew.
  if (html.includes("NEXT_HTTP_ERROR_FALLBACK;404")) return { sight: "not found", isShown };
  const markup = html.replace(/<script\b[\s\S]*?<\/script>/g, "");
  const heading = [...markup.matchAll(/<h1[^>]*>([^<]*)/g)].map(([, text]) => text).join(", ");
  if (heading === "No access") return { sight: "no access", isShown };
  const isPage = response.status === 200 && heading !== "";
  return { sight: isPage ? "page" : `${response.status} ${heading}`, isShown };
}

for (const row of pageTable) {
  test(`${row.page}${row.case ? `, ${row.case}` : ""}`, async () => {
    const world = await makeWorld();
    const path = row.path(world);
    const seen: Record<string, string> = {};
    for (const who of people) {
      const { sight, isShown } = await look(await ask(who, "GET", path), world);
      seen[who] = sight;
      const isPage = sight === "page";
      // A page that is not about cases may still name some of them.
      if (isPage && !row.hides) continue;
      expect(isShown, `${who} gets the cases`).toBe(isPage && !row.hides?.includes(who));
    }
    expect(seen).toEqual(row.sees);
    // A machine is nobody on a page, whatever its key.
    for (const machine of machines) {
      const { sight, isShown } = await look(await ask(machine, "GET", path), world);
      expect({ sight, isShown }, machine).toEqual({ sight: row.sees.nobody, isShown: false });
    }
  });
}

function builtAction(name: string): ServerAction {
  const action = builtActions().find((built) => built.name === name);
  if (!action) throw new Error(`${name} is not in the build: nothing on a page uses it`);
  return action;
}

const isRefused = (outcome: Outcome) =>
  outcome.kind === "turned away" ||
  (outcome.kind === "failed" && ["unauthenticated", "forbidden"].includes(outcome.code));

for (const row of actionTable) {
  const name = [row.action.split("#")[1], row.verb, row.case].filter(Boolean).join(" ");

  test(`${name} by those who may not changes nothing`, async () => {
    const action = builtAction(row.action);
    const world = await makeWorld();
    const before = await snapshot(world, cast);
    const call = { url: siteUrl(), action, input: row.input(world) };
    for (const who of people) {
      if (row.may.includes(who)) continue;
      const outcome = await callAction({ ...call, cookie: cast.cookieOf(who) });
      const isKnown = cast.idOf(who) > 0 && !["disabled", "revoked"].includes(who);
      const code = isKnown ? "forbidden" : "unauthenticated";
      const expected = who === "nobody" ? { kind: "turned away", status: 307 } : { code };
      expect(outcome, who).toMatchObject(expected);
    }
    // Machines have no session; an invented one does not help.
    const url = new URL(siteUrl());
    for (const machine of machines) {
      const headers = cast.headersOf(machine, "POST", url);
      const plain = await callAction({ ...call, headers });
      const dressed = await callAction({ ...call, headers, cookie: cast.cookieOf("forged") });
      expect(
        [plain, dressed].filter((outcome) => !isRefused(outcome)),
        machine,
      ).toEqual([]);
    }
    expect(await snapshot(world, cast)).toBe(before);
  });

  for (const who of row.may) {
    test(`${name} by ${who}`, async () => {
      const world: World = await makeWorld(cast.idOf(who));
      const before = await snapshot(world, cast);
      const input = row.input(world);
      const cookie = cast.cookieOf(who);
      const outcome = await callAction({
        url: siteUrl(),
        action: builtAction(row.action),
        input,
        cookie,
      });
      expect(outcome).toMatchObject({ kind: "done" });
      expect(await snapshot(world, cast)).not.toBe(before);
    });
  }
}

/** The world once the worker is through with what earlier tests asked of it. */
async function settledSnapshot(world: Awaited<ReturnType<typeof makeWorld>>): Promise<string> {
  let latest = await snapshot(world, cast);
  for (let tries = 0; tries < 20; tries += 1) {
    await sleep(1_000);
    const next = await snapshot(world, cast);
    if (next === latest) return next;
    latest = next;
  }
  throw new Error("the world does not come to rest");
}

test("another site's page cannot press a button in the browser of somebody who may", async () => {
  const world = await makeWorld(cast.idOf("admin"));
  const before = await settledSnapshot(world);
  const rows = [actionTable[0], actionTable.find(({ action }) => action.includes("/admin/"))];
  for (const row of rows) {
    if (!row) throw new Error("no action to try");
    const outcome = await callAction({
      url: siteUrl(),
      action: builtAction(row.action),
      input: row.input(world),
      cookie: cast.cookieOf("admin"),
      headers: { origin: "https://elsewhere.example" },
    });
    expect(outcome).toMatchObject({ kind: "turned away", status: 500 });
  }
  expect(await snapshot(world, cast)).toBe(before);
});

test("every service is in the matrix", () => {
  expect(new Set(machines.map((machine) => machine.split(":")[0]))).toEqual(new Set(services));
});
