import { parseArgs } from "node:util";
import type { SigningKey } from "@/tools/simulate/client";
import { simulatedDirectory } from "@/tools/simulate/directory";
import { type Collector, collectorKinds } from "@/tools/simulate/records";
import { followScans, playScans, type ScannerKey } from "@/tools/simulate/scanner";
import {
  anchorOf,
  follow,
  playHistory,
  playNow,
  playRecords,
  pollSchedulers,
} from "@/tools/simulate/site";

const USAGE = `npm run simulate -- --url URL [--token TOKEN …] [--days N]
    [--detector ACCESS:SECRET …] [--scheduler ACCESS:SECRET …]
    [--collector KIND:SITE:USER:PASSWORD …] [--scanner [VOLUME:]TOKEN …] [--scan-every DAYS]
    [--directory] [--follow] [--every SECONDS]

Plays a site's machines against an installation. Each token belongs to a detector and is a cluster
of its own; --detector gives the same cluster's key for signed reports. Each collector has the basic
key of a component and sends accounting records of its site; KIND is ${collectorKinds.join(", ")}.

A scanner sends base directories, quotas and a scan file a day of two volumes; with VOLUME its token
is for that volume's scans only, and one without must be there for the rest. Scans older than a week
are sent every --scan-every days (1). --directory sends the people and groups too: everybody else
who has no role is then marked gone.`;

function toKey(text: string): SigningKey {
  const at = text.indexOf(":");
  if (at < 1) throw new Error(`${text} is not ACCESS:SECRET`);
  return { access: text.slice(0, at), secret: text.slice(at + 1) };
}

function toCollector(text: string): Collector {
  const [kindText, site, user, ...rest] = text.split(":");
  const kind = collectorKinds.find((known) => known === kindText);
  const password = rest.join(":");
  if (kind && site && user && password) return { kind, site, credentials: `${user}:${password}` };
  throw new Error(
    `--collector is KIND:SITE:USER:PASSWORD, KIND one of ${collectorKinds.join(", ")}`,
  );
}

function toScanner(text: string): ScannerKey {
  const at = text.indexOf(":");
  return at < 0 ? { token: text } : { volume: text.slice(0, at), token: text.slice(at + 1) };
}

function wholeNumber(text: string, name: string, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw new Error(`--${name} must be a whole number from 0 to ${max}`);
}

try {
  const { values } = parseArgs({
    options: {
      url: { type: "string" },
      token: { type: "string", multiple: true, default: [] },
      detector: { type: "string", multiple: true, default: [] },
      scheduler: { type: "string", multiple: true, default: [] },
      collector: { type: "string", multiple: true, default: [] },
      scanner: { type: "string", multiple: true, default: [] },
      "scan-every": { type: "string", default: "1" },
      directory: { type: "boolean", default: false },
      days: { type: "string", default: "60" },
      every: { type: "string", default: "30" },
      follow: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const machines = values.token.length + values.collector.length + values.scanner.length;
  if (!values.url || machines === 0) {
    throw new Error(`--url, and --token, --collector or --scanner\n\n${USAGE}`);
  }
  const nowSeconds = Math.floor(Date.now() / 1000);
  const options = {
    url: values.url.replace(/\/$/, ""),
    tokens: values.token,
    detectors: values.detector.map(toKey),
    schedulers: values.scheduler.map(toKey),
    collectors: values.collector.map(toCollector),
    days: wholeNumber(values.days, "days", 400),
    anchorSeconds: anchorOf(nowSeconds),
    say: (line: string) => console.error(line),
  };
  const scanning = {
    ...options,
    scanners: values.scanner.map(toScanner),
    everyDays: Math.max(wholeNumber(values["scan-every"], "scan-every", 60), 1),
    ...(values.directory ? { directory: simulatedDirectory() } : {}),
  };
  const hasScanners = scanning.scanners.length > 0;
  const [reports, records, scans] = await Promise.all([
    playHistory(options),
    playRecords(options),
    hasScanners ? playScans(scanning) : 0,
  ]);
  await playNow(options, nowSeconds);
  const accepted = await pollSchedulers(options);
  console.log(
    `${reports} reports, ${records} records and ${scans} scans sent; ${accepted} accounts accepted`,
  );
  if (values.follow) {
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
    const everySeconds = wholeNumber(values.every, "every", 86_400);
    await Promise.all([
      follow(options, everySeconds, stop.signal),
      hasScanners ? followScans(scanning, everySeconds, stop.signal) : undefined,
    ]);
  }
} catch (error) {
  console.error(`simulate: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
