"use client";

import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import {
  type Direction,
  neighbourOf,
  squarify,
  type TreemapBox,
} from "@/components/charts/treemap-layout";
import { useWidth } from "@/components/charts/use-width";
import { cn } from "@/lib/platform/cn";

export type TreemapItem = {
  id: string;
  name: string;
  value: number;
  /** All that is to be said of it, read aloud and shown below. */
  detail: string;
  fill: string;
  /** Colour of the text on it. */
  ink: string;
  /** Whether something lies below it. */
  isOpenable: boolean;
};

type TreemapChartProps = {
  /** The largest first. */
  items: readonly TreemapItem[];
  label: string;
  onOpen: (id: string) => void;
  /** UNIT: pixels. */
  height?: number;
};

const DIRECTIONS: Record<string, Direction> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** Boxes as large as their values; arrows move between them, Enter opens one. */
export const TreemapChart = ({ items, label, onOpen, height = 460 }: TreemapChartProps) => {
  const [frame, width] = useWidth<HTMLDivElement>();
  const [current, setCurrent] = useState(0);
  const [shown, setShown] = useState<number | null>(null);
  const buttons = useRef(new Map<number, HTMLButtonElement>());
  const boxes = useMemo(
    () =>
      squarify(
        items.map(({ value }) => value),
        width,
        height,
      ),
    [items, width, height],
  );

  const move = (event: KeyboardEvent, box: TreemapBox) => {
    const direction = DIRECTIONS[event.key];
    const next = direction === undefined ? undefined : neighbourOf(boxes, box, direction);
    if (direction !== undefined) event.preventDefault();
    if (next === undefined) return;
    setCurrent(next.index);
    buttons.current.get(next.index)?.focus();
  };
  const detail = shown === null ? undefined : items[shown]?.detail;

  return (
    <div className="min-w-0">
      {/* biome-ignore lint/a11y/useSemanticElements: a group of boxes is no set of form fields */}
      <div
        ref={frame}
        role="group"
        aria-label={label}
        className="relative w-full overflow-hidden rounded-md bg-muted"
        style={{ height }}
      >
        {boxes.map((box) => {
          const item = items[box.index];
          return item === undefined ? null : (
            <button
              key={item.id}
              ref={(element) => {
                if (element === null) buttons.current.delete(box.index);
                else buttons.current.set(box.index, element);
              }}
              type="button"
              aria-label={item.detail}
              aria-disabled={!item.isOpenable}
              tabIndex={box.index === current ? 0 : -1}
              onClick={() => {
                if (item.isOpenable) onOpen(item.id);
              }}
              onKeyDown={(event) => move(event, box)}
              onFocus={() => {
                setCurrent(box.index);
                setShown(box.index);
              }}
              onPointerEnter={() => setShown(box.index)}
              className={cn(
                "absolute overflow-hidden border border-card p-1 text-left text-xs",
                "-outline-offset-2 hover:brightness-95 focus-visible:z-1",
                item.isOpenable ? "cursor-pointer" : "cursor-default",
              )}
              style={{
                left: box.x,
                top: box.y,
                width: box.width,
                height: box.height,
                background: item.fill,
                color: item.ink,
              }}
            >
              {box.width > 56 && box.height > 18 ? (
                <span className="block truncate">{item.name}</span>
              ) : null}
            </button>
          );
        })}
      </div>
      <p aria-hidden className="mt-2 min-h-5 truncate text-sm text-muted-foreground">
        {detail ?? "Point at a box, or move with the arrow keys; Enter opens it."}
      </p>
    </div>
  );
};
