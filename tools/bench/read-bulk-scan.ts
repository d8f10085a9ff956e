import { createReadStream } from "node:fs";
import { readScan, type ScanSpec } from "@/lib/scan-reader/scan-reader";
import { bulkBases, bulkScanTimeSeconds, bulkVolume } from "./scan-generator";

const spec: ScanSpec = {
  volume: bulkVolume,
  scanTimeSeconds: bulkScanTimeSeconds,
  baseDirectories: bulkBases,
  pathGroups: [],
  humanPaths: [
    {
      pattern: `/lustre/${bulkVolume}/hgi/mdt[0-9]/projects`,
      replacement: `/lustre/${bulkVolume}/hgi/projects`,
    },
  ],
  nestedBuckets: ["users", "projects"],
  maxBadShare: 0.001,
  splitDirectory: null,
};

/** Reads a file of the generator; all reports unless `given` says otherwise. */
export const readBulkScan = (path: string, given: Partial<ScanSpec> = {}) =>
  readScan(createReadStream(path, { highWaterMark: 1_048_576 }), { ...spec, ...given });
