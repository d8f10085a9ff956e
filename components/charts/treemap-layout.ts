/** A box of a treemap. UNIT: whatever the given width and height have. */
export type TreemapBox = { index: number; x: number; y: number; width: number; height: number };

type Area = { x: number; y: number; width: number; height: number };

/**
 * Divides an area into boxes as large as their values, as square as can be (Bruls, Huizing and van
 * Wijk), the largest first; values that are not above 0 get no box. Values in descending order.
 */
export const squarify = (
  values: readonly number[],
  width: number,
  height: number,
): TreemapBox[] => {
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  if (!(total > 0) || width <= 0 || height <= 0) return [];
  const scale = (width * height) / total;
  const sizes = values
    .map((value, index) => ({ index, size: value * scale }))
    .filter(({ size }) => size > 0);
  const boxes: TreemapBox[] = [];
  let area: Area = { x: 0, y: 0, width, height };
  let row: typeof sizes = [];
  for (const one of sizes) {
    const side = Math.min(area.width, area.height);
    if (row.length > 0 && worstOf([...row, one], side) > worstOf(row, side)) {
      area = placeRow(row, area, boxes);
      row = [];
    }
    row.push(one);
  }
  placeRow(row, area, boxes);
  return boxes;
};

/** The longest shape of a row along a side: 1 is a square. */
const worstOf = (row: readonly { size: number }[], side: number): number => {
  const sum = row.reduce((total, { size }) => total + size, 0);
  const largest = row[0]?.size ?? 0;
  const smallest = row.at(-1)?.size ?? 0;
  return Math.max((side * side * largest) / (sum * sum), (sum * sum) / (side * side * smallest));
};

/** Puts a row along the shorter side; returns what is left. */
const placeRow = (
  row: readonly { index: number; size: number }[],
  area: Area,
  boxes: TreemapBox[],
): Area => {
  const sum = row.reduce((total, { size }) => total + size, 0);
  const isUpright = area.width >= area.height;
  const side = isUpright ? area.height : area.width;
  const depth = side > 0 ? sum / side : 0;
  let along = 0;
  for (const { index, size } of row) {
    const length = depth > 0 ? size / depth : 0;
    boxes.push(
      isUpright
        ? { index, x: area.x, y: area.y + along, width: depth, height: length }
        : { index, x: area.x + along, y: area.y, width: length, height: depth },
    );
    along += length;
  }
  return isUpright
    ? { ...area, x: area.x + depth, width: Math.max(0, area.width - depth) }
    : { ...area, y: area.y + depth, height: Math.max(0, area.height - depth) };
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
