"use client";

import { type PointerEvent, useEffect, useState } from "react";

/** A rectangle in the plot. UNIT: pixels. */
export type DragBox = { x: number; y: number; width: number; height: number };

type DragBoxOptions = {
  size: { width: number; height: number };
  onBox: (box: DragBox) => void;
  /** Pressed without moving. */
  onPress: (left: number, top: number) => void;
  onMove: (left: number, top: number) => void;
  /** Escape, while a rectangle is drawn. */
  onCancel: () => void;
};

type Spot = { left: number; top: number };

/** A press that moves less than this is no drag. UNIT: pixels. */
const STILL = 4;

/** Lets people draw a rectangle with the pointer. */
export const useDragBox = ({ size, onBox, onPress, onMove, onCancel }: DragBoxOptions) => {
  const [from, setFrom] = useState<Spot | null>(null);
  const [to, setTo] = useState<Spot | null>(null);
  const box = from === null || to === null ? null : boxOf(from, to);
  const isDrag = box !== null && Math.max(box.width, box.height) >= STILL;

  useEffect(() => {
    if (!isDrag) return;
    const cancel = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setFrom(null);
      onCancel();
    };
    document.addEventListener("keydown", cancel);
    return () => document.removeEventListener("keydown", cancel);
  }, [isDrag, onCancel]);

  const spotOf = (event: PointerEvent<SVGRectElement>): Spot => {
    const bounds = event.currentTarget.getBoundingClientRect();
    return {
      left: Math.min(size.width, Math.max(0, event.clientX - bounds.left)),
      top: Math.min(size.height, Math.max(0, event.clientY - bounds.top)),
    };
  };

  return {
    box: isDrag ? box : null,
    handlers: {
      onPointerDown: (event: PointerEvent<SVGRectElement>) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setFrom(spotOf(event));
        setTo(spotOf(event));
      },
      onPointerMove: (event: PointerEvent<SVGRectElement>) => {
        const spot = spotOf(event);
        if (from !== null) setTo(spot);
        onMove(spot.left, spot.top);
      },
      onPointerUp: (event: PointerEvent<SVGRectElement>) => {
        if (from === null) return;
        const last = boxOf(from, spotOf(event));
        setFrom(null);
        setTo(null);
        if (Math.max(last.width, last.height) >= STILL) onBox(last);
        else onPress(last.x, last.y);
      },
      onPointerCancel: () => setFrom(null),
    },
  };
};

const boxOf = (a: Spot, b: Spot): DragBox => ({
  x: Math.min(a.left, b.left),
  y: Math.min(a.top, b.top),
  width: Math.abs(a.left - b.left),
  height: Math.abs(a.top - b.top),
});
