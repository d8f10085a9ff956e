import { readFileSync } from "node:fs";

/**
 * Server actions over HTTP, as a browser calls them, without a browser: which ones a build has, and
 * what a call answers.
 */

export interface ServerAction {
  /** `lib/cases/actions.ts#changeCaseAction`. */
  name: string;
  id: string;
  /** A page whose code contains the action, as the build names it. */
  page: string;
}

interface Manifest {
  node: Record<
    string,
    { workers: Record<string, unknown>; filename: string; exportedName: string }
  >;
}

/** Every server action of the production build. */
export function builtActions(buildDir = ".next"): ServerAction[] {
  const text = readFileSync(`${buildDir}/server/server-reference-manifest.json`, "utf8");
  return Object.entries((JSON.parse(text) as Manifest).node).map(
    ([id, { workers, filename, exportedName }]) => {
      const pages = Object.keys(workers).sort(
        (a, b) => Number(/\[/.test(a)) - Number(/\[/.test(b)),
      );
      return { id, name: `${filename}#${exportedName}`, page: pages[0] ?? "" };
    },
  );
}

/** The address of a page of the build; dynamic parts are filled with `1`, any record will do. */
export function pathOf(page: string): string {
  const parts = page.split("/").slice(1, -1);
  const shown = parts.filter((part) => !/^\(.*\)$/.test(part));
  return `/${shown.map((part) => (part.startsWith("[") ? "1" : part)).join("/")}`;
}

export type Outcome =
  | { kind: "done"; data: unknown }
  | { kind: "failed"; code: string; message: string }
  | { kind: "invalid"; errors: unknown }
  /** Answered by something before the action: a redirect to the sign-in page, a refusal of Next. */
  | { kind: "turned away"; status: number; location: string | null };

export interface ActionCall {
  url: string;
  action: ServerAction;
  input: unknown;
  /** `name=value`, as the Cookie header has it. */
  cookie?: string | undefined;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Calls an action with one argument; throws where the connection breaks before the answer. */
export async function callAction(call: ActionCall): Promise<Outcome> {
  const { url, action, input, cookie, headers, signal } = call;
  const response = await fetch(`${url}${pathOf(action.page)}`, {
    method: "POST",
    redirect: "manual",
    headers: {
      accept: "text/x-component",
      "content-type": "text/plain;charset=UTF-8",
      "next-action": action.id,
      origin: url,
      ...(cookie ? { cookie } : {}),
      ...headers,
    },
    body: JSON.stringify([input]),
    ...(signal ? { signal } : {}),
  });
  const text = await response.text();
  if (response.status !== 200 || !response.headers.get("content-type")?.includes("x-component")) {
    const location = response.headers.get("location");
    return { kind: "turned away", status: response.status, location };
  }
  return readOutcome(text);
}

interface SafeActionResult {
  data?: unknown;
  serverError?: { code: string; message: string };
  validationErrors?: unknown;
}

// The answer is a stream of lines `<hex id>:<JSON>`; line 0 says which line holds the result.
function readOutcome(text: string): Outcome {
  const line = (id: string) => new RegExp(`^${id}:(.*)$`, "m").exec(text)?.[1];
  const root = JSON.parse(line("0") ?? "{}") as { a?: string };
  const id = root.a?.replace(/^\$@?/, "");
  const json = id === undefined ? undefined : line(id);
  if (!json?.startsWith("{"))
    throw new SyntaxError(`no result in the answer: ${text.slice(0, 300)}`);
  const result = JSON.parse(json) as SafeActionResult;
  if (result.serverError) {
    const { code, message } = result.serverError;
    return { kind: "failed", code, message };
  }
  if (result.validationErrors) return { kind: "invalid", errors: result.validationErrors };
  return { kind: "done", data: result.data };
}
