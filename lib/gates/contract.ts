import type { z } from "zod";
import type { ComponentActor, Permission, ServicePermission, Viewer } from "@/lib/auth/model";

/**
 * What a route of our own promises. The same shapes check what comes in and, while we build and
 * test, what goes out; the OpenAPI document is made of them.
 */

export const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof methods)[number];

/**
 * Who may call: everybody, signed-in people, components by their token, or both. With permissions
 * the gate also looks whether they may; without, the handler does.
 */
export type Access = "open" | "session" | "bearer" | "either" | PermittedAccess;

/** People by permission, machines by what their service may. */
export interface PermittedAccess {
  permission: Permission;
  /** Absent: no machine. */
  service?: ServicePermission;
}

/** Who calls, as far as the access tells. */
export type CallerOf<Who extends Access> = Who extends "open"
  ? null
  : Who extends "session"
    ? Viewer
    : Who extends "bearer"
      ? ComponentActor
      : Viewer | ComponentActor;

export interface Answer {
  about: string;
  /** Of JSON; absent: another type, or no body. */
  schema?: z.ZodType;
  /** Media type of what is no JSON. */
  type?: string;
}

export interface Contract {
  method: Method;
  /** With the parts of the path in braces. */
  path: string;
  /** As in the log. */
  name: string;
  summary: string;
  access: Access;
  /** Parts of the path. */
  parts: z.ZodObject;
  /** One shape, or those of which the path picks one. */
  queries: readonly z.ZodObject[];
  headers: Readonly<Record<string, string>>;
  body?: { schema: z.ZodType; types: readonly string[] };
  answers: Readonly<Record<number, Answer>>;
  /** Statuses of all failures; they are problem JSON. */
  failures: readonly number[];
}
