import { NEUTRAL_COLOR } from "@/components/charts/chart-tokens";

/** Fills of a stack. A texture repeats what colour says, and tells the sixth from the first. */
export type StackTexture = "plain" | "rising" | "falling" | "dots";
export type StackLook = { color: string; texture: StackTexture };

const COLORS = 5;

const color = (place: number) => `var(--chart-${(place % COLORS) + 1})`;

const TEXTURES: readonly StackTexture[] = ["plain", "rising", "falling"];

/** The look of a series by its place in the stack; the others are neutral and dotted. */
export const stackLook = (place: number, isOthers: boolean): StackLook => {
  if (isOthers) return { color: NEUTRAL_COLOR, texture: "dots" };
  return { color: color(place), texture: TEXTURES[Math.floor(place / COLORS)] ?? "falling" };
};
