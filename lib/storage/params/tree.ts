import { createLoader, type inferParserType, parseAsStringLiteral } from "nuqs/server";
import { parseId, parseName } from "@/lib/platform/list/address";

export const treeColours = ["age", "type", "group"] as const;
export type TreeColour = (typeof treeColours)[number];
export const treeAreas = ["bytes", "files"] as const;
export type TreeArea = (typeof treeAreas)[number];

export const treeParsers = {
  volume: parseName,
  group: parseName,
  /** Base directory, by its number. */
  base: parseId,
  area: parseAsStringLiteral(treeAreas).withDefault("bytes"),
  colour: parseAsStringLiteral(treeColours).withDefault("age"),
};
export const loadTreeParams = createLoader(treeParsers);
export type TreeParams = inferParserType<typeof treeParsers>;
