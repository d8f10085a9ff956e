import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, callProtocol, type SigningKey, sendRows } from "./client";
import { type SimulatedCluster, simulateCluster } from "./cluster";
import { backfillRecords, type Collector, sendRecords } from "./records";

/**
 * Plays a site's machines against a running installation, over HTTP and through the doors that real
 * detectors and schedulers use.
 */

const STEP_SECONDS = 6 * 3_600;

export interface SimulateOptions {
  url: string;
  /** A bearer token of a detector each; every token is a cluster of its own. */
  tokens: string[];
  /** Keys of detectors that speak the signed protocol, in the order of the tokens. */
  detectors?: SigningKey[];
  schedulers?: SigningKey[];
  /** Accounting collectors, a site each. */
  collectors?: Collector[];
  /** Days of history before now. */
  days: number;
  /** The moment the clusters are made around; the same one gives the same site. */
  anchorSeconds: number;
  say(line: string): void;
}

interface Machine {
  cluster: SimulatedCluster;
  token: string;
  detector: SigningKey | undefined;
}

/** `atSeconds` cut to a step, so that a second run within it plays the same site. */
export function anchorOf(atSeconds: number): number {
  return Math.floor(atSeconds / STEP_SECONDS) * STEP_SECONDS;
}

function machinesOf(options: SimulateOptions): Machine[] {
  return options.tokens.map((token, index) => ({
    cluster: simulateCluster(index + 1, options.anchorSeconds, Math.max(options.days, 1)),
    token,
    detector: options.detectors?.[index],
  }));
}

/** History steps, oldest first, at fixed hours so that a second run sends the same reports. */
function historySteps({ anchorSeconds: last, days }: SimulateOptions): number[] {
  const count = Math.floor((days * 86_400) / STEP_SECONDS);
  return Array.from({ length: count }, (_, step) => last - (count - 1 - step) * STEP_SECONDS);
}

function expectStored(answer: Answer, what: string): void {
  // 409: the feed is further than this step already, as at a second run.
  if (answer.status < 300 || answer.status === 409) return;
  throw new Error(`${what} was refused: ${answer.status} ${JSON.stringify(answer.body)}`);
}

async function sendBoth(url: string, machine: Machine, at: number, isPast: boolean): Promise<void> {
  for (const feed of ["bursts", "oldjobs"] as const) {
    const rows = machine.cluster[feed](at);
    const options = isPast ? { madeAt: at, key: `simulate-${feed}-${at}` } : {};
    expectStored(await sendRows({ url, token: machine.token }, feed, rows, options), feed);
  }
}

/** Sends the history of every cluster, oldest report first; returns the number of reports. */
export async function playHistory(options: SimulateOptions): Promise<number> {
  const steps = historySteps(options);
  const machines = machinesOf(options);
  const isTenth = (step: number) => (step + 1) % Math.ceil(steps.length / 10) === 0;
  await Promise.all(
    machines.map(async (machine, index) => {
      for (const [step, at] of steps.entries()) {
        await sendBoth(options.url, machine, at, true);
        if (index === 0 && isTenth(step)) {
          options.say(`history: ${Math.round(((step + 1) / steps.length) * 100)} %`);
        }
      }
    }),
  );
  return steps.length * machines.length * 2;
}

/** Sends the accounting records of the past in batches; returns their number. */
export async function playRecords(options: SimulateOptions): Promise<number> {
  const { url, anchorSeconds: until, days, collectors = [] } = options;
  const from = until - days * 86_400;
  const sent = collectors.map((collector) => backfillRecords(url, collector, from, until));
  return (await Promise.all(sent)).reduce((sum, count) => sum + count, 0);
}

/**
 * Sends the report of this moment: signed where a key was given, else over the uniform route; and
 * the accounting records since `sinceSeconds`.
 */
export async function playNow(
  options: SimulateOptions,
  nowSeconds: number,
  sinceSeconds = options.anchorSeconds,
): Promise<void> {
  for (const collector of options.collectors ?? []) {
    await sendRecords(options.url, collector, sinceSeconds, nowSeconds);
  }
  for (const machine of machinesOf(options)) {
    if (!machine.detector) {
      await sendBoth(options.url, machine, nowSeconds, false);
      continue;
    }
    const { bursts, oldjobs } = machine.cluster;
    const body = { version: 2, bursts: bursts(nowSeconds), oldjobs: oldjobs(nowSeconds) };
    const answer = await callProtocol(options.url, machine.detector, "POST", "/api/cases/", body);
    expectStored(answer, "report");
  }
}

/** Asks, as a scheduler does, for the accounts that were accepted; returns their number. */
export async function pollSchedulers(options: SimulateOptions): Promise<number> {
  let accepted = 0;
  for (const key of options.schedulers ?? []) {
    const path = "/api/cases/?report=bursts&view=adjustor";
    const { status, body } = await callProtocol(options.url, key, "GET", path);
    if (status !== 200) throw new Error(`the scheduler was refused: ${status}`);
    accepted += Array.isArray(body) ? body.length : 0;
  }
  return accepted;
}

/** Goes on reporting every `everySeconds` until the signal aborts. */
export async function follow(
  options: SimulateOptions,
  everySeconds: number,
  signal: AbortSignal,
): Promise<void> {
  let since = options.anchorSeconds;
  while (!signal.aborted) {
    const nowSeconds = Math.floor(Date.now() / 1000);
    await playNow(options, nowSeconds, since);
    since = nowSeconds;
    const accepted = await pollSchedulers(options);
    options.say(`reported; ${accepted} accepted accounts fetched`);
    await sleep(everySeconds * 1000, undefined, { signal }).catch(() => undefined);
  }
}
