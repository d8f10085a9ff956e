import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { S3Client, S3ClientConfig } from "@aws-sdk/client-s3";
import { AppError } from "@/lib/platform/errors";

/** Copies a folder to an object store that speaks S3. */

export interface ObjectStore {
  /** Address of the store; absent: the one of the region. */
  endpoint?: string;
  region: string;
  bucket: string;
  /** Put before every name, without a slash at its end; may be empty. */
  prefix: string;
  credentials?: S3ClientConfig["credentials"];
}

const TRIES = 5;
const WAIT_MS = 2_000;

/**
 * Uploads every file below `directory` under its relative path and returns how many there were. A
 * file that fails is tried again, 5 times in all and 2 s apart; then it throws `unavailable`.
 */
export async function uploadDirectory(
  directory: string,
  store: ObjectStore,
  options: { waitMs?: number; signal?: AbortSignal } = {},
): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((e) => join(e.parentPath, e.name));
  // Here, since few calls of the command line upload anything.
  const { S3Client } = await import("@aws-sdk/client-s3");
  const client = new S3Client({
    region: store.region,
    // Stores other than Amazon's have no names for their buckets' hosts.
    forcePathStyle: store.endpoint !== undefined,
    ...(store.endpoint ? { endpoint: store.endpoint } : {}),
    ...(store.credentials ? { credentials: store.credentials } : {}),
    // Tries are counted here.
    maxAttempts: 1,
  });
  try {
    for (const path of files.sort()) {
      const name = relative(directory, path).split(sep).join("/");
      const key = store.prefix ? `${store.prefix}/${name}` : name;
      await tryUpload(() => send(client, store.bucket, key, path), { key, ...options });
    }
  } finally {
    client.destroy();
  }
  return files.length;
}

async function send(client: S3Client, bucket: string, key: string, path: string): Promise<void> {
  const { Upload } = await import("@aws-sdk/lib-storage");
  const body = createReadStream(path, { highWaterMark: 1_048_576 });
  try {
    await new Upload({ client, params: { Bucket: bucket, Key: key, Body: body } }).done();
  } finally {
    body.destroy();
  }
}

async function tryUpload(
  work: () => Promise<void>,
  { key, waitMs = WAIT_MS, signal }: { key: string; waitMs?: number; signal?: AbortSignal },
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    signal?.throwIfAborted();
    try {
      await work();
      return;
    } catch (error) {
      if (tries === TRIES) {
        const reason = error instanceof Error ? error.message : String(error);
        const message = `${key} could not be uploaded in ${TRIES} tries: ${reason}`;
        throw new AppError("unavailable", message, { cause: error });
      }
      await sleep(waitMs, undefined, signal ? { signal } : {});
    }
  }
}
