import type { TreeColour } from "@/lib/storage/params/tree";
import type { TreeBox } from "@/lib/storage/queries/tree-boxes";

/** What the colour of a box says. */

export interface BoxLook {
  /** Words of the legend. */
  name: string;
  fill: string;
  ink: string;
}

const DARK = "#171b21";
const LIGHT = "#ffffff";

const YEAR = 365;
const MONTH = 30;

/** Oldest first; a box has the first class whose days it exceeds. */
const ages: readonly (BoxLook & { moreThanDays: number })[] = [
  { name: "Over 7 years", moreThanDays: 7 * YEAR, fill: "#d73027", ink: LIGHT },
  { name: "Over 5 years", moreThanDays: 5 * YEAR, fill: "#f46c43", ink: DARK },
  { name: "Over 3 years", moreThanDays: 3 * YEAR, fill: "#fdaf61", ink: DARK },
  { name: "Over 2 years", moreThanDays: 2 * YEAR, fill: "#fedf8b", ink: DARK },
  { name: "Over 1 year", moreThanDays: YEAR, fill: "#ffffbf", ink: DARK },
  { name: "Over 6 months", moreThanDays: 6 * MONTH, fill: "#d9ef8b", ink: DARK },
  { name: "Over 2 months", moreThanDays: 2 * MONTH, fill: "#a6d96a", ink: DARK },
  { name: "Over 1 month", moreThanDays: MONTH, fill: "#66bd63", ink: DARK },
  { name: "Newer", moreThanDays: Number.NEGATIVE_INFINITY, fill: "#1a9850", ink: DARK },
];

const hues = [1, 2, 3, 4, 5].map((index) => `var(--chart-${index})`);

// Mixed with the ground, so that the usual text colour is readable on all of them.
const mixed = (hue: string, part: number): string =>
  `color-mix(in srgb, ${hue} ${part}%, var(--card))`;

const types = ["BAM", "CRAM", "FASTQ", "FASTQ (gzip)", "PEDBED", "SAM", "VCF", "VCF (gzip)"];

const hueOf = (index: number): string =>
  mixed(hues[index % hues.length] ?? "var(--chart-neutral)", index < hues.length ? 40 : 20);

const INK = "var(--foreground)";
const OTHER: BoxLook = { name: "Other", fill: mixed("var(--chart-neutral)", 25), ink: INK };

export function ageOf(days: number): BoxLook {
  return ages.find(({ moreThanDays }) => days > moreThanDays) ?? OTHER;
}

function typeOf(type: string): BoxLook {
  const index = types.indexOf(type);
  return index < 0 ? OTHER : { name: type, fill: hueOf(index), ink: INK };
}

/** Looks by box, in their order, and the legend of those that occur. */
export function looksOf(
  boxes: readonly TreeBox[],
  colour: TreeColour,
): { looks: BoxLook[]; legend: BoxLook[] } {
  if (colour === "group") {
    const looks = boxes.map(({ name }, index) => ({ name, fill: hueOf(index % 10), ink: INK }));
    return { looks, legend: [] };
  }
  const looks = boxes.map((box) => (colour === "age" ? ageOf(box.newestDays) : typeOf(box.type)));
  const order = colour === "age" ? ages.map(({ name }) => name) : [...types, OTHER.name];
  const seen = new Map(looks.map((look) => [look.name, look]));
  return { looks, legend: order.flatMap((name) => seen.get(name) ?? []) };
}
