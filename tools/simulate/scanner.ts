import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, sendFile } from "./client";
import { scanFile, scanText } from "./scan-file";
import { type SimulatedVolume, simulatedVolumes, simulateVolume } from "./volume";

/**
 * Plays a site's storage scanners against a running installation: people and groups, base
 * directories, quotas, then one scan file a volume and day, through the doors that real ones use.
 */

const DAY_SECONDS = 86_400;

/** The last days are scanned every day, which is what warnings and forecasts look at. */
const DAILY_DAYS = 7;

/** One file in so many days has a few lines that cannot be read. */
const DAYS_PER_DAMAGE = 17;

/** A bearer token; one without a volume speaks for the whole site. */
export interface ScannerKey {
  token: string;
  volume?: string;
}

export interface ScannerOptions {
  url: string;
  scanners: ScannerKey[];
  /** Days of history before the anchor. */
  days: number;
  /** Days between two scans of a volume, but for the last week. */
  everyDays: number;
  /** UNIX seconds of the last scan; the same one gives the same volumes. */
  anchorSeconds: number;
  /** A body of the `directory` feed to send first; it replaces what the installation knows. */
  directory?: unknown;
  say(line: string): void;
}

/** Days before the anchor that are scanned, oldest first. */
export function scanDays(days: number, everyDays: number): number[] {
  return Array.from({ length: days + 1 }, (_, at) => days - at).filter(
    (day) => day <= DAILY_DAYS || (day - DAILY_DAYS) % everyDays === 0,
  );
}

function keyFor(scanners: readonly ScannerKey[], volume: string | undefined): string {
  const own = volume === undefined ? undefined : scanners.find((key) => key.volume === volume);
  const found = own ?? scanners.find((key) => key.volume === undefined);
  if (found) return found.token;
  throw new Error(`no scanner may speak for ${volume ?? "the whole site"}`);
}

function expectStored({ status, body }: Answer, what: string): void {
  if (status < 300) return;
  throw new Error(`${what} was refused: ${status} ${JSON.stringify(body)}`);
}

const dateOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);

function volumesOf({ anchorSeconds }: ScannerOptions): SimulatedVolume[] {
  return simulatedVolumes.map((look) => simulateVolume(look, anchorSeconds));
}

/** Sends what the scans need to be understood: people and groups, base directories, quotas. */
async function sendFacts(options: ScannerOptions, volumes: SimulatedVolume[]): Promise<void> {
  const { url, scanners, directory } = options;
  const target = { url, token: keyFor(scanners, undefined) };
  const json = "application/json";
  if (directory) {
    const body = JSON.stringify(directory);
    expectStored(await sendFile(target, "directory", { type: json, body }), "the directory");
  }
  const rules = volumes.flatMap(({ baseDirectories }) => baseDirectories);
  const lines = rules.map(({ gid, path }) => `${gid}\t${path}\n`).join("");
  const sent = await sendFile(target, "basedirs", { type: "text/plain", body: lines });
  expectStored(sent, "the base directories");
  const quotas = volumes.flatMap(({ name, quotas: rows }) =>
    rows.map(({ gid, bytes, inodes }) => ({
      gid,
      volume: name,
      bytes: String(bytes),
      inodes: String(inodes),
    })),
  );
  const body = JSON.stringify(quotas);
  expectStored(await sendFile(target, "quotas", { type: json, body }), "the quotas");
}

async function sendScan(
  { url, scanners }: ScannerOptions,
  volume: SimulatedVolume,
  atSeconds: number,
): Promise<void> {
  const target = { url, token: keyFor(scanners, volume.name) };
  const isDamaged = (atSeconds / DAY_SECONDS) % DAYS_PER_DAMAGE < 1;
  const lines = scanText(volume.entriesAt(atSeconds), volume.variant, isDamaged);
  const answer = await sendFile(target, "scan", {
    type: "application/gzip",
    body: new Uint8Array(scanFile(lines)),
    query: { volume: volume.name, date: dateOf(atSeconds), scanTime: String(atSeconds) },
  });
  expectStored(answer, `the scan of ${volume.name}`);
}

/** Sends the history of every volume, oldest scan first; returns the number of scans. */
export async function playScans(options: ScannerOptions): Promise<number> {
  const volumes = volumesOf(options);
  await sendFacts(options, volumes);
  const days = scanDays(options.days, options.everyDays);
  await Promise.all(
    volumes.map(async (volume, index) => {
      for (const [step, day] of days.entries()) {
        await sendScan(options, volume, options.anchorSeconds - day * DAY_SECONDS);
        if (index === 0 && (step + 1) % Math.ceil(days.length / 5) === 0) {
          options.say(`scans: ${Math.round(((step + 1) / days.length) * 100)} %`);
        }
      }
    }),
  );
  return days.length * volumes.length;
}

/** Goes on sending a scan of every volume a day until the signal aborts. */
export async function followScans(
  options: ScannerOptions,
  everySeconds: number,
  signal: AbortSignal,
): Promise<void> {
  const { anchorSeconds } = options;
  const volumes = volumesOf(options);
  for (let day = 1; !signal.aborted; ) {
    await sleep(everySeconds * 1000, undefined, { signal }).catch(() => undefined);
    const at = anchorSeconds + day * DAY_SECONDS;
    if (signal.aborted || Date.now() < at * 1000) continue;
    for (const volume of volumes) await sendScan(options, volume, at);
    day += 1;
  }
}
