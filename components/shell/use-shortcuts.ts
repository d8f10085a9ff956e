"use client";

import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

/** A key as `KeyboardEvent.key` names it ("j", "?", "ArrowDown", "Enter") and what it does. */
export type Shortcuts = Readonly<Record<string, () => void>>;

const STORAGE_KEY = "headroom.shortcuts";
const CHANGED = "headroom:shortcuts";

/**
 * Single keys for the whole page. They stay silent while somebody types, while a dialog or menu
 * is open, with modifier keys, for held keys, and when the person has switched them off
 * (WCAG 2.1.4).
 */
export const useShortcuts = (shortcuts: Shortcuts): void => {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const run = Object.hasOwn(shortcuts, key) ? shortcuts[key] : undefined;
    if (run === undefined || isSilent(event, key) || !readEnabled()) return;
    event.preventDefault();
    run();
  });
  useEffect(() => {
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
};

/** Puts the cursor into the table's search box; made for the `/` key. */
export const focusSearch = (): void =>
  document.querySelector<HTMLInputElement>("[data-shortcut-search]")?.focus();

/** Are single-key shortcuts on, and the switch for it. Kept in this browser only. */
export const useShortcutsSwitch = () => {
  const isOn = useSyncExternalStore(subscribe, readEnabled, () => true);
  return { isOn, setOn: writeEnabled };
};

const TYPING = 'input:not([type="checkbox"], [type="button"], [type="submit"]), textarea, select';
const OPEN_LAYERS = ["dialog", "drawer", "menu", "popover"]
  .map((slot) => `[data-slot="${slot}"]:not([data-closed])`)
  .join(", ");
// On these Enter and Space already do something else.
const PRESSABLE = 'a, button, summary, [role="button"], [role="checkbox"], [role="tab"]';

const isSilent = (event: KeyboardEvent, key: string): boolean => {
  if (event.defaultPrevented || event.repeat || event.isComposing) return true;
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  // Shift belongs to "?" itself, but Shift+J is not J.
  if (event.shiftKey && (key.length > 1 || /[a-z]/.test(key))) return true;
  if (document.querySelector(OPEN_LAYERS) !== null) return true;
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest(TYPING) !== null) return true;
  return (key === "Enter" || key === " ") && target.closest(PRESSABLE) !== null;
};

// A browser may refuse storage; the switch then lasts no longer than the page.
let isOnWithoutStorage = true;

const readEnabled = (): boolean => {
  try {
    return localStorage.getItem(STORAGE_KEY) !== "off";
  } catch {
    return isOnWithoutStorage;
  }
};

const writeEnabled = (isOn: boolean): void => {
  try {
    if (isOn) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, "off");
  } catch {
    isOnWithoutStorage = isOn;
  }
  window.dispatchEvent(new Event(CHANGED));
};

const subscribe = (onChange: () => void) => {
  window.addEventListener("storage", onChange);
  window.addEventListener(CHANGED, onChange);
  return () => {
    window.removeEventListener("storage", onChange);
    window.removeEventListener(CHANGED, onChange);
  };
};
