import { z } from "zod";
import { contractsOf, endpoint, endpoints } from "@/lib/gates/endpoint";
import { openApiDocument } from "@/lib/gates/openapi";
import type { MethodHandlers } from "@/lib/gates/route";
import { siteUrl } from "@/lib/platform/env";
import { ownRoutes } from "./own-routes";

export const dynamic = "force-dynamic";

const handlers: MethodHandlers = endpoints("/api/openapi", {
  GET: endpoint({
    name: "openapi",
    summary: "This document",
    access: "open",
    answers: { 200: { about: "OpenAPI 3.1", schema: z.record(z.string(), z.unknown()) } },
    handle: async () => Response.json(openApiDocument(siteUrl(), ownContracts())),
  }),
});

const ownContracts = () => [...ownRoutes, handlers].flatMap(contractsOf);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handlers;
