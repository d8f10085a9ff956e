import type { BadRow } from "@/lib/dataspace/model";
import type { BaseDirectoryRule } from "@/lib/scan-reader/scan-reader";

/** Lines of one load; a site has thousands of groups with some directories each. */
export const MAX_RULES = 1_000_000;

const LINE = /^(\d{1,19})\t(\/.*)$/;

/** 64 bits with a sign: what the database holds. */
const MAX_GID = 2n ** 63n - 1n;

/** Group and directory of each line `gid TAB path`, each once; blank lines are passed over. */
export function readBaseDirectories(text: string): {
  received: number;
  rules: BaseDirectoryRule[];
  rejected: BadRow[];
} {
  const rules = new Map<string, BaseDirectoryRule>();
  const rejected: BadRow[] = [];
  let received = 0;
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (line.trim() === "") continue;
    received += 1;
    const rule = readRule(line);
    if (typeof rule === "string") rejected.push({ line: index + 1, reason: rule, content: line });
    else rules.set(`${rule.gid} ${rule.path}`, rule);
  }
  return { received, rules: [...rules.values()], rejected };
}

function readRule(line: string): BaseDirectoryRule | string {
  const [, gidText = "", path = ""] = LINE.exec(line) ?? [];
  if (path === "") return "This is not a group number, a tab and an absolute path.";
  if (path.includes("\0")) return "A path cannot hold the character 0.";
  const gid = BigInt(gidText);
  if (gid > MAX_GID) return "This group number is too large.";
  return { gid, path: path.replace(/\/+$/, "") || "/" };
}
