import { ListFilter } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { Button, buttonVariants } from "@/components/ui/button";
import { Popover } from "@/components/ui/popover";
import type { SortColumn } from "@/lib/accounting/model";
import { type Condition, explorerPath, printQuery } from "@/lib/accounting/params/explorer";

const DAY_MS = 86_400_000;

interface QuickQuery {
  text: string;
  conditions: Condition[];
  order: SortColumn;
}

const plain = (
  field: "start_time" | "stop_time" | "runtime",
  operator: Condition["operator"],
  value: string,
): Condition => ({ field, name: "", operator, value });

function quickQueries(now: string): QuickQuery[] {
  const ago = (days: number) =>
    `${new Date(Date.parse(now) - days * DAY_MS).toISOString().slice(0, 19)}Z`;
  return [
    { text: "Newest first", conditions: [], order: "start_time" },
    { text: "Running first", conditions: [], order: "stop_time" },
    {
      text: "Started within 24 hours",
      conditions: [plain("start_time", "gte", ago(1))],
      order: "start_time",
    },
    {
      text: "Ended within 24 hours",
      conditions: [plain("stop_time", "gte", ago(1))],
      order: "stop_time",
    },
    {
      text: "Longest of the last 30 days",
      conditions: [plain("stop_time", "gte", ago(30))],
      order: "runtime",
    },
    {
      text: "Negative runtime",
      conditions: [plain("runtime", "lt", "0")],
      order: "start_time",
    },
  ];
}

/** Questions that people ask often, as addresses. `now` is the server's clock, ISO. */
export const QuickQueries = ({ now }: { now: string }) => (
  <Popover
    align="end"
    title="Often asked"
    className="w-64"
    trigger={
      <Button>
        <ListFilter aria-hidden />
        Often asked
      </Button>
    }
  >
    <ul className="space-y-1">
      {quickQueries(now).map(({ text, conditions, order }) => {
        const sort = { column: order, isDescending: true };
        const query = printQuery({ conditions, sort, limit: "" });
        return (
          <li key={text}>
            <Link
              href={explorerPath(query) as Route}
              className={buttonVariants({ variant: "ghost", className: "w-full justify-start" })}
            >
              {text}
            </Link>
          </li>
        );
      })}
    </ul>
  </Popover>
);
