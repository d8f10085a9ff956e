import { globSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { contractsOf } from "@/lib/gates/endpoint";
import { openApiDocument } from "@/lib/gates/openapi";
import { ownRoutes } from "./own-routes";
import * as openapi from "./route";

/** Routes with a protocol of their own: they are not part of the document. */
const others = /^\/api\/(auth|cases)(\/|$)/;

const contracts = [...ownRoutes, openapi].flatMap(contractsOf);

/** Every contract that a route of the tree carries, by the address at which Next serves it. */
async function contractsOfTree(): Promise<string[]> {
  const found: string[] = [];
  for (const file of globSync("app/api/**/route.ts")) {
    const path = file
      .replace(/^app/, "")
      .replace(/\/route\.ts$/, "")
      .replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, "{$1}");
    if (others.test(path)) continue;
    const handlers = contractsOf(await import(resolve(file)));
    expect(handlers.length, `${file} keeps to no contract`).toBeGreaterThan(0);
    found.push(...handlers.map(({ method }) => `${method} ${path}`));
  }
  return found;
}

interface Parameter {
  name: string;
  in: string;
  required: boolean;
  description?: string;
  schema: Record<string, unknown>;
}

interface Operation {
  parameters: Parameter[];
  security: object[];
  responses: Record<string, unknown>;
}

const document = openApiDocument("http://localhost", contracts) as {
  paths: Record<string, Record<string, Operation>>;
};

describe("the OpenAPI document", () => {
  it("has exactly the routes that there are", async () => {
    const promised = contracts.map(({ method, path }) => `${method} ${path}`);
    expect(promised.toSorted()).toEqual((await contractsOfTree()).toSorted());
  });

  it("names every part of a path and points nowhere outside", () => {
    const targets = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)];
    expect(new Set(targets.map(([, target]) => target))).toEqual(
      new Set(["#/components/responses/Problem"]),
    );
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const { parameters } of Object.values(operations)) {
        const named = parameters
          .filter((item) => item.in === "path")
          .map(({ name }) => `{${name}}`);
        expect(named).toEqual(path.match(/\{\w+\}/g) ?? []);
      }
    }
  });

  it("tells of parameters what their texts are read as", () => {
    const of = (path: string) =>
      Object.fromEntries(
        (document.paths[path]?.get?.parameters ?? []).map(({ name, in: _, ...facts }) => [
          name,
          facts,
        ]),
      );
    const base = "/api/v1/dataspace/taskmanagers";
    expect(of(`${base}/{name}/generations`)).toMatchObject({
      limit: { required: false, schema: { type: "integer", minimum: 1, default: 1000 } },
      sort_dir: { required: false, schema: { type: "string", enum: ["asc", "desc"] } },
      name: { required: true, schema: { type: "string" } },
    });
    expect(of(`${base}/{name}/products/{key}`)).toMatchObject({
      allow_expired: { description: /counts no longer/, schema: { type: "boolean" } },
    });
    expect(of("/api/export/{table}").format).toMatchObject({
      schema: { enum: ["csv", "tsv", "ndjson", "report"] },
    });
  });

  it("tells who may call, and how a call can fail", () => {
    const facts = (path: string, method: string) => {
      const operation = document.paths[path]?.[method];
      return [operation?.security, Object.keys(operation?.responses ?? {}).map(Number)];
    };
    expect(facts("/api/health", "get")).toEqual([[{}], [200, 400, 405, 500, 503]]);
    expect(facts("/api/ingest/{feed}", "post")).toEqual([
      [{ bearer: [] }],
      [200, 201, 202, 400, 401, 403, 404, 405, 409, 413, 415, 422, 500, 503],
    ]);
    expect(facts("/api/v1/dataspace/reaper", "get")[0]).toEqual([{ bearer: [] }, { session: [] }]);
    expect(facts("/api/v1/dataspace/reaper/stop", "post")[0]).toEqual([{ session: [] }]);
  });
});
