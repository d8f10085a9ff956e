import { z } from "zod";
import { errorCodes } from "@/lib/platform/errors";
import { type Contract, contracts } from "./contracts";

/** Version of the interface, not of the program. */
const VERSION = "1";

const problem = z.object({
  code: z.enum([...errorCodes, "internal"]),
  title: z.string(),
  detail: z.string(),
  /** The reference of the request, as in the log. */
  ref: z.string(),
  fields: z.record(z.string(), z.array(z.string())).optional(),
});

function toSchema(schema: z.ZodType, io: "input" | "output"): object {
  const { $schema: _version, ...rest } = z.toJSONSchema(schema, { io, target: "draft-2020-12" });
  return rest;
}

function parametersOf({ path, query = {}, headers = {} }: Contract): object[] {
  const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    ...{ name, in: "path", required: true, schema: { type: "string" } },
  }));
  const queries = Object.entries(query).map(([name, { schema, about }]) => ({
    ...{ name, in: "query", description: about, schema: toSchema(schema, "input") },
  }));
  const extra = Object.entries(headers).map(([name, about]) => ({
    ...{ name, in: "header", description: about, schema: { type: "string" } },
  }));
  return [...parts, ...queries, ...extra];
}

function answersOf({ answers, failures }: Contract): Record<string, object> {
  const all: Record<string, object> = {};
  for (const [status, { about, schema, type = "application/json" }] of Object.entries(answers)) {
    const shape = schema ? toSchema(schema, "output") : { type: "string" };
    const isEmpty = !schema && type === "application/json";
    all[status] = {
      description: about,
      ...(isEmpty ? {} : { content: { [type]: { schema: shape } } }),
    };
  }
  for (const status of [400, ...failures, 500, 503]) {
    all[status] = { $ref: "#/components/responses/Problem" };
  }
  return all;
}

const security: Record<Contract["access"], object[]> = {
  none: [{}],
  bearer: [{ bearer: [] }],
  session: [{ session: [] }],
  either: [{ bearer: [] }, { session: [] }],
};

function toOperation(contract: Contract): object {
  const { summary, access, body } = contract;
  const content = (schema: z.ZodType, types: readonly string[]) =>
    Object.fromEntries(types.map((type) => [type, { schema: toSchema(schema, "input") }]));
  return {
    summary,
    security: security[access],
    parameters: parametersOf(contract),
    ...(body
      ? {
          requestBody: {
            required: body.isOptional !== true,
            content: content(body.schema, body.types),
          },
        }
      : {}),
    responses: answersOf(contract),
  };
}

/** The OpenAPI 3.1 document of our own routes, built from the shapes that the routes check with. */
export function openApiDocument(url: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const contract of contracts) {
    paths[contract.path] = {
      ...paths[contract.path],
      [contract.method]: toOperation(contract),
    };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Headroom", version: VERSION },
    servers: [{ url }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "next-auth.session-token" },
      },
      responses: {
        Problem: {
          description: "What went wrong",
          content: { "application/problem+json": { schema: toSchema(problem, "output") } },
        },
      },
    },
  };
}
