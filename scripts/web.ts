import cluster from "node:cluster";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { PEER_HEADER } from "@/lib/auth/address";
import { decodableAddress } from "@/lib/platform/decodable-address";
import { tellEmpty } from "@/lib/platform/empty-answers";
import { env, productionProblems, siteUrl } from "@/lib/platform/env";
import { product } from "@/lib/platform/product";
import { staticResponder } from "@/lib/platform/static-files";
import { runWebProcesses } from "@/lib/platform/web-processes";

/**
 * The web processes. Our own server in front of Next's handler, for five things `next start` does
 * not give: the peer's address (sign-in throttling, trusted proxies), a keep-alive longer than the
 * machine clients' pools, scripts compressed by the build, addresses with a bare `%`, and an orderly
 * end on SIGTERM.
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

const { root, isBuilt } = product();
if (isBuilt) {
  // As the server does that Next itself writes: the settings of the build, since there is no file.
  const facts = readFileSync(join(root, ".next", "required-server-files.json"), "utf8");
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(JSON.parse(facts).config);
}

function announceReady(): void {
  process.send?.("ready");
  if (!process.send) console.log(`ready http://${settings.HEADROOM_HOST}:${settings.PORT}`);
}

async function serve(): Promise<void> {
  const hostname = settings.HEADROOM_HOST;
  // Here, since the process that only keeps the others running needs none of it.
  const { default: next } = await import("next");
  const app = next({ dev, dir: root, hostname, port: settings.PORT });
  const handle = app.getRequestHandler();
  await app.prepare();
  const respondStatic = dev ? () => false : staticResponder(join(root, ".next"));

  const server = createServer((request, response) => {
    for (const name of Object.keys(request.headers)) {
      // SECURITY: only this process may say who the peer is.
      if (name.startsWith("x-headroom-peer") || name === "x-nonce") delete request.headers[name];
    }
    tellEmpty(response);
    request.url = decodableAddress(request.url ?? "/");
    request.headers[PEER_HEADER] = request.socket.remoteAddress ?? "unknown";
    if (!respondStatic(request, response)) void handle(request, response);
  });
  // The clients keep idle connections for a minute; ours must outlive theirs, or they write into a
  // closing one.
  server.keepAliveTimeout = 75_000;
  server.headersTimeout = 80_000;
  // A scan of a big volume is an upload of hours.
  server.requestTimeout = 24 * 3_600_000;

  server.on("error", (error) => {
    console.error(`headroom: cannot listen on ${hostname}:${settings.PORT}: ${error.message}`);
    process.exit(1);
  });
  server.listen(settings.PORT, hostname, announceReady);
  stopOnSignal(server);
}

function stopOnSignal(server: Server): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    // Event streams never end by themselves.
    setTimeout(() => server.closeAllConnections(), 3_000).unref();
    setTimeout(() => process.exit(0), 8_000).unref();
  };
  // `disconnect`: the supervisor is gone, killed perhaps; do not stay behind alone.
  for (const signal of ["SIGTERM", "SIGINT", "disconnect"] as const) process.on(signal, stop);
}

const count = dev ? 1 : settings.HEADROOM_WEB_PROCESSES;
if (cluster.isPrimary && count > 1) runWebProcesses(count, announceReady);
else await serve();
