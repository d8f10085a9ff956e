import type { StorageSettings } from "@/lib/storage/schema/settings";

/** Lists of the settings as lines of text, as the form shows them. */

const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

const parts = (line: string, mark: string): string[] => line.split(mark).map((part) => part.trim());

const number = (text: string | undefined): number => {
  const trimmed = text?.trim() ?? "";
  return trimmed === "" ? Number.NaN : Number(trimmed);
};

export const thresholdsText = (thresholds: StorageSettings["thresholds"]): string =>
  thresholds
    .map(({ level, daysAhead, share }) => `${level} | ${daysAhead} | ${share * 100} %`)
    .join("\n");

export const readThresholds = (text: string) =>
  lines(text).map((line) => {
    const [level, days, share] = parts(line, "|");
    // Twelve digits: 0.85 · 100 must come back as 0.85.
    const percent = number(share?.replace("%", ""));
    return {
      level: number(level) as 2 | 3,
      daysAhead: number(days),
      share: Number((percent / 100).toPrecision(12)),
    };
  });

export const pathGroupsText = (groups: StorageSettings["pathGroups"]): string =>
  groups.map(({ prefix, id, name, pi }) => [prefix, id, name, pi ?? ""].join(" | ")).join("\n");

export const readPathGroups = (text: string) =>
  lines(text).map((line) => {
    const [prefix = "", id, name = "", pi = ""] = parts(line, "|");
    return { prefix, id: number(id), name, pi: pi || null };
  });

export const humanPathsText = (paths: StorageSettings["humanPaths"]): string =>
  paths.map(({ pattern, replacement }) => `${pattern} => ${replacement}`).join("\n");

export const readHumanPaths = (text: string) =>
  lines(text).map((line) => {
    const [pattern = "", replacement = ""] = parts(line, "=>");
    return { pattern, replacement };
  });

export const readLines = lines;
export const readNumber = number;
