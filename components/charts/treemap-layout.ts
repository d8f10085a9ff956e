import { hierarchy, treemap, treemapSquarify } from "d3-hierarchy";

/** A box of a treemap. UNIT: whatever the given width and height have. */
export type TreemapBox = { index: number; x: number; y: number; width: number; height: number };

type Node = { index: number; value: number; children?: Node[] };

// Squares, where the library's own tiling prefers the golden ratio.
const tile = treemapSquarify.ratio(1);

/**
 * Divides an area into boxes as large as their values, as square as can be, the largest first;
 * values that are not above 0 get no box. Values in descending order.
 */
export const squarify = (
  values: readonly number[],
  width: number,
  height: number,
): TreemapBox[] => {
  const children = values
    .map((value, index): Node => ({ index, value }))
    .filter(({ value }) => value > 0);
  if (children.length === 0 || width <= 0 || height <= 0) return [];
  const whole: Node = { index: -1, value: 0, children };
  const root = hierarchy(whole).sum(({ value }) => value);
  const laidOut = treemap<Node>().tile(tile).size([width, height])(root);
  return laidOut.leaves().map(({ data, x0, y0, x1, y1 }) => {
    return { index: data.index, x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
  });
};

export type Direction = "left" | "right" | "up" | "down";

/** The nearest box in a direction from the middle of another; undefined at the border. */
export const neighbourOf = (
  boxes: readonly TreemapBox[],
  from: TreemapBox,
  direction: Direction,
): TreemapBox | undefined => {
  const middle = (box: TreemapBox) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  const start = middle(from);
  const isFlat = direction === "left" || direction === "right";
  const sign = direction === "left" || direction === "up" ? -1 : 1;
  let best: { box: TreemapBox; distance: number } | undefined;
  for (const box of boxes) {
    const to = middle(box);
    const ahead = sign * (isFlat ? to.x - start.x : to.y - start.y);
    const aside = Math.abs(isFlat ? to.y - start.y : to.x - start.x);
    if (box.index === from.index || ahead <= 0.5) continue;
    // What lies straight ahead counts before what lies nearer but aside.
    const distance = ahead + 2 * aside;
    if (best === undefined || distance < best.distance) best = { box, distance };
  }
  return best?.box;
};
