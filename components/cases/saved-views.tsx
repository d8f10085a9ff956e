"use client";

import { Bookmark, Trash2 } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Field } from "@/components/form/field";
import { SubmitButton } from "@/components/form/submit-button";
import { useAction } from "@/components/form/use-action";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Popover } from "@/components/ui/popover";
import { useToast } from "@/components/ui/toast";
import { deleteViewAction, saveViewAction } from "@/lib/cases/actions";

interface SavedViewsProps {
  views: readonly { name: string; query: string }[];
}

/** A person's own names for filters, sort and columns; the link itself can be passed on. */
export const SavedViews = ({ views }: SavedViewsProps) => (
  <Popover
    align="end"
    title="Saved views"
    trigger={
      <Button>
        <Bookmark aria-hidden />
        Views
      </Button>
    }
  >
    {views.length === 0 ? (
      <p className="mb-3 text-muted-foreground">
        None yet. Set filters, sort and columns, then save them under a name.
      </p>
    ) : (
      <ul className="mb-3 space-y-0.5">
        {views.map((view) => (
          <ViewItem key={view.name} {...view} />
        ))}
      </ul>
    )}
    <SaveView />
  </Popover>
);

const ViewItem = ({ name, query }: SavedViewsProps["views"][number]) => {
  const toast = useToast();
  const { run, isPending } = useAction(
    deleteViewAction,
    () => undefined,
    ({ message }) => toast.error("The view stays", message),
  );
  return (
    <li className="flex items-center gap-1" aria-busy={isPending}>
      <Link
        href={`/cases?${query}` as Route}
        className="min-h-7 min-w-0 flex-1 truncate rounded-sm px-1.5 py-0.5 hover:bg-muted"
      >
        {name}
      </Link>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Delete the view ${name}`}
        onClick={() => run({ name })}
      >
        <Trash2 aria-hidden />
      </Button>
    </li>
  );
};

const SaveView = () => {
  const search = useSearchParams();
  const [name, setName] = useState("");
  const { run, isPending, failure } = useAction(saveViewAction, () => setName(""));
  const save = (event: FormEvent) => {
    event.preventDefault();
    const query = new URLSearchParams(search);
    // A view is a question; on which page somebody was is not part of it.
    query.delete("page");
    run({ name, query: query.toString() });
  };
  return (
    <form onSubmit={save} className="space-y-2 border-t border-border pt-3">
      <Field label="Save this view as" isRequired error={failure?.fields.name ?? failure?.message}>
        <Input value={name} maxLength={40} onChange={(event) => setName(event.target.value)} />
      </Field>
      <SubmitButton size="sm" isPending={isPending}>
        Save
      </SubmitButton>
    </form>
  );
};
