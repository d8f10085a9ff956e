import { z } from "zod";
import { errorCodes } from "@/lib/platform/errors";
import type { Access, Contract } from "./contract";

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

function toSchema(schema: z.ZodType, io: "input" | "output"): Record<string, unknown> {
  const { $schema: _version, ...rest } = z.toJSONSchema(schema, { io, target: "draft-2020-12" });
  return rest;
}

// Parameters are texts; what is told of one is what the text is read as.
function toParameter(name: string, shape: z.ZodType, place: "path" | "query"): object {
  const { description, ...schema } = toSchema(shape, "output");
  const required = place === "path" || !shape.safeParse(undefined).success;
  return { name, in: place, ...(description ? { description } : {}), required, schema };
}

function parametersOf({ parts, queries, headers }: Contract): object[] {
  const named = (shape: z.ZodObject) => Object.entries(shape.shape) as [string, z.ZodType][];
  const all = new Map(queries.flatMap(named));
  return [
    ...named(parts).map(([name, shape]) => toParameter(name, shape, "path")),
    ...[...all].map(([name, shape]) => toParameter(name, shape, "query")),
    ...Object.entries(headers).map(([name, description]) => ({
      ...{ name, in: "header", description, required: false, schema: { type: "string" } },
    })),
  ];
}

function answersOf({ answers, failures }: Contract): Record<string, object> {
  const problems = failures.map((status) => [
    status,
    { $ref: "#/components/responses/Problem" } as object,
  ]);
  const successes = Object.entries(answers).map(([status, { about, schema, type }]) => {
    const media = schema ? "application/json" : type;
    const shape = schema ? toSchema(schema, "output") : { type: "string" };
    const content = media === undefined ? {} : { content: { [media]: { schema: shape } } };
    return [status, { description: about, ...content }];
  });
  return Object.fromEntries([...problems, ...successes]);
}

function securityOf(access: Access): object[] {
  if (access === "open") return [{}];
  const isForPeople = access !== "bearer";
  const isForMachines = typeof access === "object" ? !!access.service : access !== "session";
  return [...(isForMachines ? [{ bearer: [] }] : []), ...(isForPeople ? [{ session: [] }] : [])];
}

function toOperation(contract: Contract): object {
  const { summary, access, body } = contract;
  const content = body?.types.map((type) => [type, { schema: toSchema(body.schema, "input") }]);
  return {
    summary,
    security: securityOf(access),
    parameters: parametersOf(contract),
    ...(body && content
      ? {
          requestBody: {
            // An empty body counts as an empty object.
            required: !body.schema.safeParse({}).success,
            content: Object.fromEntries(content),
          },
        }
      : {}),
    responses: answersOf(contract),
  };
}

/** The OpenAPI 3.1 document of the contracts, built from the shapes that their routes check with. */
export function openApiDocument(url: string, contracts: readonly Contract[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const contract of contracts) {
    paths[contract.path] = {
      ...paths[contract.path],
      [contract.method.toLowerCase()]: toOperation(contract),
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
