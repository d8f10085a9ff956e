"use client";

import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTableUrl } from "@/components/data-table/use-table-url";
import { Input } from "@/components/ui/input";
import { cn } from "@/lib/platform/cn";
import { cleanSearch, MAX_SEARCH_LENGTH, type TableSpec } from "@/lib/platform/table-params";

const TYPING_MS = 300;

type DataTableSearchProps = {
  params: { spec: TableSpec };
  /** Says what is searched: "Search accounts and notes". */
  label: string;
  className?: string;
};

export const DataTableSearch = ({ params, label, className }: DataTableSearchProps) => {
  const { state, setSearch } = useTableUrl(params.spec);
  // While somebody types, the box holds their text; otherwise it shows the URL.
  const [draft, setDraft] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const commit = (text: string) => {
    clearTimeout(timer.current);
    const q = cleanSearch(text);
    if (q !== state.q) setSearch(q);
  };
  const type = (text: string) => {
    setDraft(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => commit(text), TYPING_MS);
  };
  const leave = () => {
    if (draft !== null) commit(draft);
    setDraft(null);
  };

  return (
    <search className={cn("relative block w-full sm:w-72", className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted-foreground"
      />
      <Input
        type="search"
        data-shortcut-search
        aria-label={label}
        placeholder={label}
        maxLength={MAX_SEARCH_LENGTH}
        value={draft ?? state.q}
        onChange={(event) => type(event.target.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit(event.currentTarget.value);
          if (event.key === "Escape") event.currentTarget.blur();
        }}
        className="pl-8"
      />
    </search>
  );
};
