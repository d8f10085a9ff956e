import "server-only";
import { subscribe } from "@/lib/platform/events";

/** Proxies close connections that stay silent; a comment line keeps them. */
const HEARTBEAT_MS = 20_000;
/** Sessions and roles are looked at again when the browser connects anew. */
const LIFETIME_MS = 10 * 60_000;

/**
 * Server-sent events for signed-in people. They say only which room changed; the page then asks
 * for what this person may see, so nothing leaks through here.
 */
export function eventStream(signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  let close = () => {};
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => {
        // PERF: a browser that stopped reading must not make the process grow.
        if ((controller.desiredSize ?? 0) < -1_000) return close();
        controller.enqueue(encoder.encode(text));
      };
      const unsubscribe = subscribe(({ room, kind }) =>
        send(`data: ${JSON.stringify({ room, kind })}\n\n`),
      );
      const heartbeat = setInterval(() => send(": still here\n\n"), HEARTBEAT_MS);
      const lifetime = setTimeout(() => close(), LIFETIME_MS);
      close = () => {
        unsubscribe();
        clearInterval(heartbeat);
        clearTimeout(lifetime);
        close = () => {};
        try {
          controller.close();
        } catch {
          // The browser closed it first.
        }
      };
      signal.addEventListener("abort", () => close());
      send("retry: 2000\n\n");
    },
    cancel: () => close(),
  });
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
