import { parseArgs } from "node:util";
import type { SigningKey } from "@/lib/simulate/client";
import { anchorOf, follow, playHistory, playNow, pollSchedulers } from "@/lib/simulate/site";

const USAGE = `npm run simulate -- --url URL --token TOKEN [--token TOKEN …] [--days N]
    [--detector ACCESS:SECRET …] [--scheduler ACCESS:SECRET …] [--follow] [--every SECONDS]

Plays detectors and schedulers against an installation. Each token belongs to a detector and is a
cluster of its own; --detector gives the same cluster's key for signed reports.`;

function toKey(text: string): SigningKey {
  const at = text.indexOf(":");
  if (at < 1) throw new Error(`${text} is not ACCESS:SECRET`);
  return { access: text.slice(0, at), secret: text.slice(at + 1) };
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
  if (!values.url || values.token.length === 0) throw new Error(`--url and --token\n\n${USAGE}`);
  const nowSeconds = Math.floor(Date.now() / 1000);
  const options = {
    url: values.url.replace(/\/$/, ""),
    tokens: values.token,
    detectors: values.detector.map(toKey),
    schedulers: values.scheduler.map(toKey),
    days: wholeNumber(values.days, "days", 400),
    anchorSeconds: anchorOf(nowSeconds),
    say: (line: string) => console.error(line),
  };
  const reports = await playHistory(options);
  await playNow(options, nowSeconds);
  console.log(`${reports} reports sent; ${await pollSchedulers(options)} accounts accepted`);
  if (values.follow) {
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
    await follow(options, wholeNumber(values.every, "every", 86_400), stop.signal);
  }
} catch (error) {
  console.error(`simulate: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
