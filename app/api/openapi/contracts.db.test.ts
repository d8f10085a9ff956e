import { encode } from "next-auth/jwt";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { type Machine, makeMachine } from "@/lib/auth/factory";
import { sessionCookieName, sessionSecret } from "@/lib/auth/options";
import { type Contract, methods } from "@/lib/gates/contract";
import { contractsOf } from "@/lib/gates/endpoint";
import { exportTables } from "@/lib/gates/export-tables";
import { fileQuery } from "@/lib/gates/file-door";
import { rowsQuery } from "@/lib/gates/ingest";
import type { Handler } from "@/lib/gates/route";
import { db } from "@/lib/platform/db";
import { findStorageDoor } from "@/lib/storage/ingest/doors";
import { ownRoutes } from "./own-routes";
import * as openapi from "./route";

/** What the browser sends; Next keeps it beside the request. */
const cookie = vi.hoisted(() => ({ name: "", value: "" }));
vi.mock("next/headers", () => ({
  headers: async () => new Headers(),
  cookies: async () => ({ getAll: () => (cookie.value === "" ? [] : [cookie]) }),
}));

/** Every route of our own is asked what its contract forbids. */
const routes = [...ownRoutes, openapi] as unknown as Record<string, Handler>[];

/** Of paths whose part decides which parameters there are: its values, and what each takes. */
const shapes: Record<string, Record<string, z.ZodObject>> = {
  feed: {
    ...{ bursts: rowsQuery, oldjobs: rowsQuery, records: rowsQuery, directory: rowsQuery },
    ...Object.fromEntries(["scan", "basedirs", "quotas"].map((feed) => [feed, shapeOfFile(feed)])),
  },
  // Records are asked for in the accounting protocol's own grammar.
  table: Object.fromEntries(
    [...exportTables].map(([name, { query }]) => [name, query ?? z.object({})]),
  ),
};

function shapeOfFile(feed: string): z.ZodObject {
  const names = findStorageDoor(feed)?.parameters ?? [];
  const own = names.map((name) => [name, fileQuery.shape[name]]);
  return z.object(Object.fromEntries(own));
}

/** Texts that are no value of many parameters; for a text of any kind only the last one is none. */
const strange = ["soon", "-1", "1.5", "9".repeat(20), "2026-13-41", "x".repeat(2_000), "\0"];

interface Place {
  contract: Contract;
  handlers: Record<string, Handler>;
  params: Record<string, string>;
  query: z.ZodObject;
  name: string;
}

const places: Place[] = routes.flatMap((handlers) =>
  contractsOf(handlers).flatMap((contract) => {
    const { method, path, parts, queries } = contract;
    const names = Object.keys(parts.shape);
    const params = Object.fromEntries(names.map((part) => [part, "1"]));
    const [first = ""] = names;
    const plain = { contract, handlers, params, query: queries[0] ?? z.object({}) };
    const variants = Object.entries(shapes[first] ?? {});
    if (variants.length === 0) return [{ ...plain, name: `${method} ${path}` }];
    return variants.map(([value, query]) => ({
      ...{ ...plain, params: { [first]: value }, query },
      name: `${method} ${path.replace(`{${first}}`, value)}`,
    }));
  }),
);

let machines: Record<"detector" | "collector" | "scanner", Machine>;

beforeAll(async () => {
  await db().cluster.create({ data: { id: "walk", name: "Walk" } });
  machines = {
    detector: await makeMachine("detector", "walk"),
    collector: await makeMachine("collector", null),
    scanner: await makeMachine("scanner", null),
  };
  const { id } = await db().person.create({
    data: { uid: "walker", name: "Walker", roles: { create: [{ role: "admin" }] } },
  });
  const token = { sub: String(id), startedAt: Math.floor(Date.now() / 1000) };
  cookie.name = sessionCookieName();
  cookie.value = await encode({ token, secret: sessionSecret() });
});

const senders: Record<string, keyof typeof machines> = {
  bursts: "detector",
  oldjobs: "detector",
  records: "collector",
};

async function ask({ contract, handlers, params }: Place, query: string, method = contract.method) {
  const headers = new Headers();
  if (contract.access === "bearer") {
    headers.set(
      "Authorization",
      `Bearer ${machines[senders[params.feed ?? ""] ?? "scanner"].token}`,
    );
  }
  const path = contract.path.replaceAll(/\{(\w+)\}/g, (_, part: string) => params[part] ?? "");
  const request = new Request(`http://headroom.test${path}${query}`, { method, headers });
  const answer = await handlers[method]?.(request, { params: Promise.resolve(params) });
  if (!answer) throw new Error(`${contract.path} exports no ${method}`);
  return answer;
}

async function expectRefused(answer: Response, parameter: string) {
  expect(answer.status).toBe(400);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const { code, fields } = await answer.json();
  expect([code, Object.keys(fields)]).toEqual(["invalid_input", [parameter]]);
}

/** Its refusals name no fields. */
const hasGrammar = ({ params }: Place) => params.table === "records";

describe.each(places.map((place) => [place.name, place] as const))("%s", (_, place) => {
  it("refuses a parameter that it does not have", async () => {
    const answer = await ask(place, "?colour=red");
    if (hasGrammar(place)) expect(answer.status).toBe(400);
    else await expectRefused(answer, "colour");
  });

  it("answers a method that it does not have with those that it has", async () => {
    const has = contractsOf(place.handlers).map(({ method }) => method);
    for (const method of methods.filter((one) => !has.includes(one))) {
      const answer = await ask(place, "", method);
      expect(answer.status).toBe(405);
      expect(answer.headers.get("allow")).toBe(
        methods.filter((one) => has.includes(one)).join(", "),
      );
      expect((await answer.json()).title).toBe("The input is not valid");
    }
    const options = await ask(place, "", "OPTIONS" as Contract["method"]);
    expect([options.status, options.headers.get("allow")]).toEqual([
      204,
      [...has, ...(has.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", "),
    ]);
  });

  it("refuses what no value of a parameter can be, and one that is there twice", async () => {
    for (const [name, shape] of Object.entries(place.query.shape) as [string, z.ZodType][]) {
      const bad = strange.filter((text) => text === "\0" || !shape.safeParse(text).success);
      for (const text of bad) {
        const query = `?${name}=${encodeURIComponent(text)}`;
        await expectRefused(await ask(place, query), name);
      }
      await expectRefused(await ask(place, `?${name}=1&${name}=1`), name);
    }
  });
});

it("the document names the parameters of every feed and table", () => {
  for (const { contract, query } of places) {
    const named = contract.queries.flatMap((one) => Object.keys(one.shape));
    expect(named).toEqual(expect.arrayContaining(Object.keys(query.shape)));
  }
});

it("an export of records refuses what its grammar does not know", async () => {
  const place = places.find(({ params }) => params.table === "records");
  if (!place) throw new Error("there is no such export");
  for (const query of ["limit=soon", "record_id=a%00", "runtime[gt]=x", "format=pdf"]) {
    const answer = await ask(place, `?${query}`);
    expect([query, answer.status]).toEqual([query, 400]);
  }
});

it("every part of a path is text without a character 0", async () => {
  for (const place of places.filter(({ params }) => Object.keys(params).length > 0)) {
    for (const part of Object.keys(place.params)) {
      const answer = await ask({ ...place, params: { ...place.params, [part]: "a%00b" } }, "");
      await expectRefused(answer, part);
    }
  }
});
