import { createServer } from "node:http";
import next from "next";
import { PEER_HEADER } from "@/lib/auth/address";
import { env, productionProblems, siteUrl } from "@/lib/platform/env";
import { staticResponder } from "@/lib/platform/static-files";

/**
 * The web process. Our own server in front of Next's handler, for four things `next start` does
 * not give: the peer's address (sign-in throttling, trusted proxies), a keep-alive longer than the
 * machine clients' pools, scripts compressed by the build, and an orderly end on SIGTERM.
 */
const settings = env();
const dev = settings.NODE_ENV === "development";
const problems = dev ? [] : productionProblems(settings);
if (problems.length > 0) {
  for (const problem of problems) console.error(`headroom: ${problem}`);
  process.exit(1);
}

process.env.NEXT_TELEMETRY_DISABLED = "1";
// next-auth reads its base address from the environment only.
process.env.NEXTAUTH_URL = siteUrl();

const hostname = settings.HEADROOM_HOST;
const app = next({ dev, hostname, port: settings.PORT });
const handle = app.getRequestHandler();
await app.prepare();
const respondStatic = dev ? () => false : staticResponder(".next");

const server = createServer((request, response) => {
  for (const name of Object.keys(request.headers)) {
    // SECURITY: only this process may say who the peer is.
    if (name.startsWith("x-headroom-peer") || name === "x-nonce") delete request.headers[name];
  }
  request.headers[PEER_HEADER] = request.socket.remoteAddress ?? "unknown";
  if (!respondStatic(request, response)) void handle(request, response);
});
// The clients keep idle connections for a minute; ours must outlive theirs, or they write into a
// closing one.
server.keepAliveTimeout = 75_000;
server.headersTimeout = 80_000;
server.requestTimeout = 600_000;

server.on("error", (error) => {
  console.error(`headroom: cannot listen on ${hostname}:${settings.PORT}: ${error.message}`);
  process.exit(1);
});
server.listen(settings.PORT, hostname, () => {
  process.send?.("ready");
  if (!process.send) console.log(`ready http://${hostname}:${settings.PORT}`);
});

let isStopping = false;

function stop(): void {
  if (isStopping) return;
  isStopping = true;
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  // Event streams never end by themselves.
  setTimeout(() => server.closeAllConnections(), 3_000).unref();
  setTimeout(() => process.exit(0), 8_000).unref();
}

process.on("SIGTERM", stop);
process.on("SIGINT", stop);
// The supervisor is gone, killed perhaps: do not stay behind alone.
process.on("disconnect", stop);
