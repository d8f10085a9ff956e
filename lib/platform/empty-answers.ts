import type { ServerResponse } from "node:http";

/** Marks an answer of a route that has no body; it does not leave the house. */
export const EMPTY_HEADER = "x-headroom-empty";

/**
 * Sends an answer that is marked as empty with `Content-Length: 0`. Next drops that header from
 * what a route answers, and its compression would then send an empty body in chunks.
 */
export function tellEmpty(response: ServerResponse): void {
  const writeHead = response.writeHead;
  response.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    if (this.hasHeader(EMPTY_HEADER)) {
      this.removeHeader(EMPTY_HEADER);
      this.setHeader("Content-Length", 0);
    }
    return writeHead.apply(this, args as Parameters<typeof writeHead>);
  } as typeof writeHead;
}
