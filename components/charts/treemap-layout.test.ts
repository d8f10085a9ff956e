import { describe, expect, it } from "vitest";
import { neighbourOf, squarify } from "./treemap-layout";

describe("a treemap", () => {
  it("fills the area without overlap, each box as large as its value", () => {
    const values = [60, 50, 20, 9, 9, 4, 2, 1, 0.5, 0];
    const boxes = squarify(values, 600, 400);
    const total = values.reduce((sum, value) => sum + value, 0);
    expect(boxes).toHaveLength(9);
    for (const box of boxes) {
      const share = (values[box.index] ?? 0) / total;
      expect((box.width * box.height) / (600 * 400)).toBeCloseTo(share, 9);
      expect(box.x + box.width).toBeLessThanOrEqual(600.0001);
      expect(box.y + box.height).toBeLessThanOrEqual(400.0001);
    }
    for (const a of boxes) {
      for (const b of boxes) {
        if (a.index >= b.index) continue;
        const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
        const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
        expect(Math.min(wide, high)).toBeLessThan(1e-6);
      }
    }
  });

  it("equal values become squares", () => {
    const boxes = squarify([1, 1, 1, 1], 100, 100);
    expect(boxes.every(({ width, height }) => Math.abs(width - height) < 1e-9)).toBe(true);
  });

  it("is laid out as before: the largest first, along the shorter side", () => {
    const boxes = squarify([6, 6, 4, 3, 2, 2, 1], 6, 4);
    const corners = boxes.map(({ x, y, width, height }) =>
      [x, y, width, height].map((pixels) => Number(pixels.toFixed(4))),
    );
    // The example of Bruls, Huizing and van Wijk, by whom squarified treemaps were first described.
    expect(corners).toEqual([
      [0, 0, 3, 2],
      [0, 2, 3, 2],
      [3, 0, 1.7143, 2.3333],
      [4.7143, 0, 1.2857, 2.3333],
      [3, 2.3333, 1.2, 1.6667],
      [4.2, 2.3333, 1.2, 1.6667],
      [5.4, 2.3333, 0.6, 1.6667],
    ]);
  });

  it("is empty without values or room", () => {
    expect(squarify([], 100, 100)).toEqual([]);
    expect(squarify([0, 0], 100, 100)).toEqual([]);
    expect(squarify([1], 0, 100)).toEqual([]);
  });

  it("a thousand boxes take no time to speak of", () => {
    const values = Array.from({ length: 1_000 }, (_, index) => 1_000_000 / (index + 1));
    expect(squarify(values, 900, 500)).toHaveLength(1_000);
  });

  it("arrows lead to the box that lies there", () => {
    const boxes = squarify([1, 1, 1, 1], 100, 100);
    const first = boxes[0];
    if (!first) throw new Error("no box");
    const right = neighbourOf(boxes, first, "right");
    expect(right && right.x > first.x && right.y === first.y).toBe(true);
    expect(neighbourOf(boxes, first, "left")).toBeUndefined();
    expect(neighbourOf(boxes, first, "up")).toBeUndefined();
  });
});
