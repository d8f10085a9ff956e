"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";

/** Several changes at once are one look. */
const SETTLE_MS = 500;
/** How soon to look again while a dialog is open or the page is hidden. */
const RETRY_MS = 2_000;
/** How long the hint stays. */
const HINT_MS = 5_000;
const OPEN_LAYERS = ["dialog", "menu", "popover"]
  .map((slot) => `[data-slot="${slot}"]:not([data-closed])`)
  .join(", ");

/**
 * Renders the page again when a report arrives or a colleague acts. Never below an open dialog:
 * what somebody is about to decide must not move. The event only says that something changed;
 * what this person may see is asked anew.
 */
export const LiveRefresh = ({ room }: { room: string }) => {
  const [updatedAt, setUpdatedAt] = useState<string | null>(null);
  const [, startTransition] = useTransition();
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    const refresh = () => {
      if (document.querySelector(OPEN_LAYERS) !== null || document.hidden) return soon(RETRY_MS);
      startTransition(() => router.refresh());
      setUpdatedAt(`${new Date().toISOString().slice(11, 19)} UTC`);
    };
    const soon = (delayMs: number) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(refresh, delayMs);
    };
    const source = new EventSource("/api/events");
    source.onmessage = (message: MessageEvent<string>) => {
      const event = JSON.parse(message.data) as { room: string; kind: string };
      if (event.room === room || event.room === "*") soon(SETTLE_MS);
    };
    return () => {
      source.close();
      clearTimeout(timer.current);
    };
  }, [room, router]);

  useEffect(() => {
    if (updatedAt === null) return;
    const hint = setTimeout(() => setUpdatedAt(null), HINT_MS);
    return () => clearTimeout(hint);
  }, [updatedAt]);

  return (
    <span role="status" className="text-sm text-muted-foreground tabular-nums">
      {updatedAt === null ? "" : `Updated ${updatedAt}`}
    </span>
  );
};
