import { cva } from "class-variance-authority";
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/platform/cn";

const alertVariants = cva("flex gap-2.5 rounded-md border px-3 py-2 text-base text-foreground", {
  variants: {
    tone: {
      info: "border-info bg-info-soft [&>svg]:text-info",
      warn: "border-warning bg-warning-soft [&>svg]:text-warning",
      error: "border-destructive bg-destructive-soft [&>svg]:text-destructive",
    },
  },
});

const ICONS = { info: Info, warn: TriangleAlert, error: CircleAlert };
const WORDS = { info: "Note: ", warn: "Warning: ", error: "Error: " };

type AlertProps = {
  tone?: "info" | "warn" | "error";
  title?: ReactNode;
  children?: ReactNode;
  className?: string;
  /** Announces the alert when it appears after the page was read, as after a failed action. */
  isLive?: boolean;
};

export const Alert = ({ tone = "info", title, children, className, isLive }: AlertProps) => {
  const Icon = ICONS[tone];
  const liveRole = tone === "error" ? "alert" : "status";
  return (
    <div
      data-slot="alert"
      role={isLive ? liveRole : undefined}
      className={cn(alertVariants({ tone }), className)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 space-y-1 break-words">
        <span className="sr-only">{WORDS[tone]}</span>
        {title === undefined ? null : <p className="font-semibold">{title}</p>}
        {children === undefined ? null : <div>{children}</div>}
      </div>
    </div>
  );
};
