import { LoaderCircle } from "lucide-react";
import { cn } from "@/lib/platform/cn";

/** Without a label it is decoration beside a text that already says what is going on. */
export const Spinner = ({ label, className }: { label?: string; className?: string }) => (
  <span data-slot="spinner" role={label === undefined ? undefined : "status"}>
    <LoaderCircle aria-hidden className={cn("size-4 animate-spin", className)} />
    {label === undefined ? null : <span className="sr-only">{label}</span>}
  </span>
);
