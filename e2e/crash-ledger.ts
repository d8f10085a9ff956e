import { randomUUID } from "node:crypto";
import type pg from "pg";
import { newBearer, newHmac } from "@/lib/auth/key-secrets";
import { type SigningKey, signedHeaders } from "@/tools/simulate/client";
import { sessionCookieOf } from "./fixtures";
import { builtActions, callAction } from "./server-actions";

/**
 * Detectors and analysts who work through crashes and write down what they were told. What nobody
 * was told about may have happened or not, but wholly.
 */

/** Cases of each type on each cluster; a report names each of them once. */
export const ACCOUNTS = 12;

/** Clusters whose detectors sign (both types in one report), and those that send rows with a key. */
const SIGNED = ["crasha", "crashb"];
const KEYED = ["crashc", "crashd"];
const DETECTORS = 2;

type Fate = "acknowledged" | "unknown";

export interface SignedReport {
  cluster: string;
  fate: Fate;
  /** Reference of the answer, as the generation keeps it. */
  ref: string | null;
}

export interface KeyedReport {
  feed: string;
  type: "bursts" | "oldjobs";
  token: string;
  key: string;
  body: string;
  /** The first receipt that came back. */
  receipt: string | null;
  /** Times it was sent until then. */
  attempts: number;
}

export interface Move {
  caseId: number;
  uid: string;
  verb: "claim" | "release";
  /** What the site said: done, refused with a reason, or nothing to rely on. */
  fate: Fate | "refused";
}

export interface Ledger {
  signed: SignedReport[];
  keyed: KeyedReport[];
  moves: Move[];
}

/** Requests so far that ended without an answer to rely on. */
export function lostAnswers({ signed, keyed, moves }: Ledger): number {
  const isUnknown = ({ fate }: { fate: string }) => fate === "unknown";
  const again = keyed.reduce((sum, { attempts }) => sum + attempts - 1, 0);
  return signed.filter(isUnknown).length + moves.filter(isUnknown).length + again;
}

interface Detector {
  cluster: string;
  key: SigningKey;
  token: string;
}

export interface Crew {
  detectors: Detector[];
  analysts: { uid: string; cookie: string }[];
  scheduler: SigningKey;
}

async function addDetector(db: pg.Client, cluster: string, id: string): Promise<Detector> {
  const { access, secret, secretCipher } = newHmac();
  const bearer = newBearer();
  await db.query(
    "insert into components (id, name, service, cluster_id) values ($1, $1, 'detector', $2)",
    [id, cluster],
  );
  await db.query(
    `insert into api_keys (kind, access, secret_cipher, secret_hash, component_id)
     values ('hmac', $1, $2, null, $5), ('bearer', $3, null, $4, $5)`,
    [access, secretCipher, bearer.access, bearer.secretHash, id],
  );
  return { cluster, key: { access, secret }, token: bearer.token };
}

/** Makes clusters, detectors and analysts in the site's database. */
export async function hireCrew(db: pg.Client): Promise<Crew> {
  const detectors: Detector[] = [];
  for (const cluster of [...SIGNED, ...KEYED]) {
    await db.query("insert into clusters (id, name) values ($1, $1)", [cluster]);
    for (let index = 1; index <= DETECTORS; index += 1) {
      detectors.push(await addDetector(db, cluster, `${cluster}_${index}`));
    }
  }
  const analysts: Crew["analysts"] = [];
  for (const uid of ["crash_one", "crash_two"]) {
    const { rows } = await db.query<{ id: number }>(
      "insert into people (uid, name) values ($1, $1) returning id",
      [uid],
    );
    const id = rows[0]?.id ?? 0;
    await db.query("insert into person_roles (person_id, role) values ($1, 'analyst')", [id]);
    const { name, value } = await sessionCookieOf(id);
    analysts.push({ uid, cookie: `${name}=${value}` });
  }
  const scheduler = detectors[0]?.key;
  if (!scheduler) throw new Error("nobody to ask");
  return { detectors, analysts, scheduler };
}

const burst = (n: number, round: number) => ({
  account: `def-crash${n}`,
  resource: "cpu",
  pain: n + round / 1000,
  firstjob: 1000,
  lastjob: 2000 + round,
  submitters: ["user1"],
  summary: { num_jobs: round },
});

const oldjob = (n: number, round: number) => ({
  account: `def-crash${n}`,
  resource: "gpu",
  age: 3 + (round % 50),
  submitter: "user1",
  summary: null,
});

const rows = <T>(make: (n: number, round: number) => T, round: number): T[] =>
  Array.from({ length: ACCOUNTS }, (_, n) => make(n, round));

export async function sendSigned(
  url: string,
  detector: Detector,
  round: number,
): Promise<SignedReport> {
  const target = new URL("/api/cases/", url);
  const body = { version: 2, bursts: rows(burst, round), oldjobs: rows(oldjob, round) };
  const lost = { cluster: detector.cluster, fate: "unknown", ref: null } as const;
  try {
    const response = await fetch(target, {
      method: "POST",
      headers: {
        ...signedHeaders(detector.key, "POST", target, new Date()),
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    });
    await response.text();
    if (response.status >= 500) return lost;
    if (response.status !== 201) throw new Error(`a good report got ${response.status}`);
    const ref = response.headers.get("x-request-ref");
    return { cluster: detector.cluster, fate: "acknowledged", ref };
  } catch (error) {
    // Connections break; anything else is a finding.
    if (error instanceof TypeError) return lost;
    throw error;
  }
}

/** One attempt; the receipt, or null where nothing reliable came back. */
export async function tryKeyed(url: string, report: KeyedReport): Promise<string | null> {
  try {
    const response = await fetch(`${url}/api/ingest/${report.type}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${report.token}`,
        "content-type": "application/json",
        "idempotency-key": report.key,
      },
      body: report.body,
    });
    const text = await response.text();
    if (response.status >= 500) return null;
    if (response.status !== 201) throw new Error(`a good report got ${response.status}: ${text}`);
    return text;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

const feedKinds = { bursts: "burst", oldjobs: "oldjob" } as const;

export function newKeyed(detector: Detector, round: number): KeyedReport {
  const type = round % 2 === 0 ? "bursts" : "oldjobs";
  const body = type === "bursts" ? rows(burst, round) : rows(oldjob, round);
  return {
    feed: `${feedKinds[type]}:${detector.cluster}`,
    type,
    token: detector.token,
    key: randomUUID(),
    body: JSON.stringify(body),
    receipt: null,
    attempts: 0,
  };
}

/** One claim or release, as a browser sends it. */
export async function makeMove(
  url: string,
  analyst: Crew["analysts"][number],
  move: Pick<Move, "caseId" | "verb">,
): Promise<Move> {
  const { caseId, verb } = move;
  const action = builtActions().find(({ name }) => name.endsWith("#changeCaseAction"));
  if (!action) throw new Error("cases cannot be changed in this build");
  const told = (fate: Move["fate"]): Move => ({ caseId, verb, uid: analyst.uid, fate });
  try {
    const outcome = await callAction({
      url,
      action,
      input: { verb, id: caseId },
      cookie: analyst.cookie,
    });
    if (outcome.kind === "done") {
      const { isChanged } = outcome.data as { isChanged: boolean };
      return told(isChanged ? "acknowledged" : "refused");
    }
    if (outcome.kind === "failed") {
      const isRule = ["conflict", "invalid_state"].includes(outcome.code);
      return told(isRule ? "refused" : "unknown");
    }
    if (outcome.kind === "turned away" && outcome.status >= 500) return told("unknown");
    throw new Error(`a ${verb} was answered with ${JSON.stringify(outcome)}`);
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) return told("unknown");
    throw error;
  }
}

export const isSigned = ({ cluster }: Detector): boolean => SIGNED.includes(cluster);
export const signedClusters = SIGNED;
