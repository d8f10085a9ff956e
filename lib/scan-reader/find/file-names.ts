import { basename, dirname } from "node:path";

/** What the name of a scan file says, in both ways that scanners lay out their files. */

export interface ScanName {
  /** Such as `scratch123`. */
  volume: string;
  /** Record date, `YYYY-MM-DD`. */
  date: string;
  /** `file`: all in the file's name; `folder`: a folder for each scan, which holds `stats.gz`. */
  layout: "file" | "folder";
}

/** `20220620_scratch123.<unique>.<unique>.stats.gz`, `20190920_119.dat.gz`. */
const fileName = /^(\d{8})_(?:scratch)?(\d+)(?:\..*)?\.(?:stats|dat)\.gz$/s;
/** `20261120_gpfs01.<unique>.<unique>.stats.gz`: any name of a volume. */
const namedFile = /^(\d{8})_([A-Za-z][A-Za-z0-9_-]{0,63})(?:\..*)?\.(?:stats|dat)\.gz$/s;
/** `20250310-200000_／lustre／scratch123`: version and mount path. */
const folderName = /^(\d{8})[^_]*_(.+)$/s;
const FULLWIDTH_SOLIDUS = "\uff0f";

/** The parts of a file's path that name its volume and date; undefined: it is no scan's name. */
export function readScanName(path: string): ScanName | undefined {
  const name = basename(path);
  return name === "stats.gz" ? readFolderName(basename(dirname(path))) : readFileName(name);
}

function readFileName(name: string): ScanName | undefined {
  const [, digits = "", number] = fileName.exec(name) ?? [];
  const [, day = digits, volume = number && `scratch${number}`] = number
    ? []
    : (namedFile.exec(name) ?? []);
  const date = toDate(day);
  return date && volume ? { volume, date, layout: "file" } : undefined;
}

/** The same of a folder's name. */
export function readFolderName(name: string): ScanName | undefined {
  const [, digits = "", key = ""] = folderName.exec(name) ?? [];
  const date = toDate(digits);
  const volume = key.split(FULLWIDTH_SOLIDUS).filter(Boolean).at(-1);
  return date && volume ? { volume, date, layout: "folder" } : undefined;
}

/** `20250310` as `2025-03-10`, if there is such a day. */
function toDate(digits: string): string | undefined {
  if (digits.length !== 8) return undefined;
  const date = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  const instant = new Date(`${date}T00:00:00Z`);
  const isDay = !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(date);
  return isDay ? date : undefined;
}
