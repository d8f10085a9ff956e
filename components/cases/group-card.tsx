import type { Route } from "next";
import Link from "next/link";
import type { GroupCases } from "@/lib/cases/queries/summarise-waiting";
import { CountCard } from "./waiting-card";

/** The groups a PI leads, with the cases that are open about each. */
export const GroupCard = ({ groups }: { groups: readonly GroupCases[] }) => (
  <CountCard
    title="Cases about my groups"
    count={groups.flatMap(({ types }) => types).reduce((sum, { count }) => sum + count, 0)}
  >
    {groups.length === 0 ? (
      <p className="text-muted-foreground">
        The directory names no group that you lead. An admin can correct that.
      </p>
    ) : (
      <ul className="divide-y divide-border">
        {groups.map(({ group, types }) => (
          <li key={group} className="flex min-h-8 flex-wrap items-center gap-x-4">
            <span className="min-w-0 flex-1 truncate font-medium">{group}</span>
            {types.length === 0 ? (
              <span className="text-sm text-muted-foreground">no open case</span>
            ) : null}
            {types.map(({ type, title, count }) => (
              <Link
                key={type}
                href={`/cases?type=${type}&q=${encodeURIComponent(group)}` as Route}
                className="min-h-7 content-center text-primary hover:underline"
              >
                {title}: <span className="tabular-nums">{count}</span>
                <span className="sr-only"> of {group}</span>
              </Link>
            ))}
          </li>
        ))}
      </ul>
    )}
  </CountCard>
);
