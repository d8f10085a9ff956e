import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contracts } from "./contracts";
import { openApiDocument } from "./openapi";

/** Routes with a protocol or a reader of their own: they are not part of the document. */
const others = /^\/api\/(auth|cases|events)(\/|$)/;

function routesOfTree(): string[] {
  return globSync("app/api/**/route.ts").flatMap((file) => {
    const path = file
      .replace(/^app/, "")
      .replace(/\/route\.ts$/, "")
      .replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, "{$1}");
    if (others.test(path)) return [];
    const source = readFileSync(file, "utf8");
    const methods = [...source.matchAll(/export const ([A-Z]+) = (\w+)/g)];
    return methods
      .filter(([, , made]) => made !== "notAllowed" && made !== "methodNotAllowed")
      .map(([, method]) => `${method?.toLowerCase()} ${path}`);
  });
}

describe("the OpenAPI document", () => {
  it("has exactly the routes that there are", () => {
    const promised = contracts.map(({ method, path }) => `${method} ${path}`);
    expect(promised.toSorted()).toEqual(routesOfTree().toSorted());
  });

  it("names every part of a path and points nowhere outside", () => {
    const document = openApiDocument("http://localhost");
    const text = JSON.stringify(document);
    const targets = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target);
    expect(new Set(targets)).toEqual(new Set(["#/components/responses/Problem"]));
    const { paths } = document as { paths: Record<string, Record<string, Operation>> };
    for (const [path, operations] of Object.entries(paths)) {
      for (const { parameters } of Object.values(operations)) {
        const named = parameters
          .filter((item) => item.in === "path")
          .map(({ name }) => `{${name}}`);
        expect(named).toEqual(path.match(/\{\w+\}/g) ?? []);
      }
    }
  });
});

interface Operation {
  parameters: { name: string; in: string }[];
}
