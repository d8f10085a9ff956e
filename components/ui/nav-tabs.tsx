import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "@/lib/platform/cn";

type NavTab = {
  href: string;
  label: ReactNode;
  isCurrent: boolean;
  /** A number beside the label, with the words that say what it counts. */
  count?: { value: number | string; label: string };
};

type NavTabsProps = { label: string; tabs: readonly NavTab[]; className?: string };

/** Tabs that are places: each is a link, so they work in a new browser tab and without script. */
export const NavTabs = ({ label, tabs, className }: NavTabsProps) => (
  <nav
    data-slot="nav-tabs"
    aria-label={label}
    // Positioned: hidden texts inside would reach past what scrolls here and widen the page.
    className={cn("relative overflow-x-auto border-b border-border", className)}
  >
    <ul className="flex min-w-max gap-1">
      {tabs.map((tab) => (
        <li key={tab.href}>
          <NavTabLink {...tab} />
        </li>
      ))}
    </ul>
  </nav>
);

const NavTabLink = ({ href, label, isCurrent, count }: NavTab) => (
  <Link
    href={href as Route}
    aria-current={isCurrent ? "page" : undefined}
    className={cn(
      "-outline-offset-2 flex h-9 items-center gap-1.5 border-b-2 border-transparent px-3",
      "text-base text-muted-foreground hover:text-foreground",
      "aria-[current=page]:border-primary aria-[current=page]:font-semibold",
      "aria-[current=page]:text-foreground",
    )}
  >
    {label}
    {count === undefined ? null : (
      <span className="rounded-sm bg-neutral-soft px-1.5 text-xs text-foreground tabular-nums">
        {count.value}
        <span className="sr-only"> {count.label}</span>
      </span>
    )}
  </Link>
);
