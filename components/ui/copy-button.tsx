"use client";

import { Check, Copy, X } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonProps } from "@/components/ui/button";

const SHOWN_MS = 2_000;
const ICONS = { idle: Copy, copied: Check, failed: X };
const SAYS = { idle: "", copied: "Copied", failed: "Copying failed; select the text instead" };

type CopyButtonProps = {
  text: string;
  /** Says what is copied: "Copy the token". */
  label: string;
  /** Shows the label beside the icon. */
  isWide?: boolean;
  variant?: ButtonProps["variant"];
};

export const CopyButton = ({ text, label, isWide, variant = "ghost" }: CopyButtonProps) => {
  const [state, setState] = useState<keyof typeof ICONS>("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = async () => {
    try {
      // Browsers offer the clipboard only on https and localhost.
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      setState("failed");
    }
  };

  const Icon = ICONS[state];
  return (
    <Button
      variant={variant}
      size={isWide ? "sm" : "icon-sm"}
      title={isWide ? undefined : label}
      onClick={copy}
    >
      <Icon aria-hidden />
      <span className={isWide ? undefined : "sr-only"}>{label}</span>
      <span role="status" className="sr-only">
        {SAYS[state]}
      </span>
    </Button>
  );
};
