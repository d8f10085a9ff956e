"use client";

import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { cn } from "@/lib/platform/cn";

export type NavItem = {
  href: string;
  label: string;
  /** An element, not a component: elements may cross from server to client. */
  icon: ReactNode;
  /** What waits there; the label says what is counted. */
  badge?: { count: number; label: string } | undefined;
};

type NavLinksProps = { items: readonly NavItem[]; onNavigate?: () => void };

export const NavLinks = ({ items, onNavigate }: NavLinksProps) => {
  const path = usePathname();
  return (
    <ul className="space-y-0.5">
      {items.map((item) => (
        <li key={item.href}>
          <Link
            href={item.href as Route}
            aria-current={isWithin(path, item.href) ? "page" : undefined}
            onClick={() => onNavigate?.()}
            className={cn(
              "flex h-8 items-center gap-2.5 rounded-md px-2.5 text-base text-muted-foreground",
              "hover:bg-muted hover:text-foreground [&_svg]:size-4 [&_svg]:shrink-0",
              "aria-[current=page]:bg-accent aria-[current=page]:font-semibold",
              "aria-[current=page]:text-accent-foreground",
            )}
          >
            {item.icon}
            <span className="truncate">{item.label}</span>
            <NavBadge badge={item.badge} />
          </Link>
        </li>
      ))}
    </ul>
  );
};

const NavBadge = ({ badge }: Pick<NavItem, "badge">) =>
  badge === undefined || badge.count === 0 ? null : (
    <span className="ml-auto rounded-sm bg-neutral-soft px-1.5 text-xs tabular-nums">
      {badge.count > 999 ? "999+" : badge.count}
      <span className="sr-only"> {badge.label}</span>
    </span>
  );

// The start page is a prefix of everything, so it must match whole.
const isWithin = (path: string, href: string): boolean =>
  path === href || (href !== "/" && path.startsWith(`${href}/`));
