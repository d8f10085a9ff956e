import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

/** A link within a cell or a line; its target is 24 pixels high. */
export const TextLink = ({ href, children }: { href: string; children: ReactNode }) => (
  <Link
    href={href as Route}
    className="inline-block min-h-6 content-center text-primary hover:underline"
  >
    {children}
  </Link>
);
