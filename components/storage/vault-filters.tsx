"use client";

import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ChoiceFilter } from "@/components/data-table/choice-filter";
import { useTableFilters } from "@/components/data-table/use-table-url";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import {
  DEFAULT_ACTIONS,
  type VaultAction,
  type VaultWhen,
  vaultActions,
  vaultParsers,
  vaultWhens,
} from "@/lib/storage/params/lists";
import type { StorageChoices } from "@/lib/storage/queries/list-volumes";
import { NamesFilter } from "./names-filter";

const whenTexts: Record<VaultWhen, string> = {
  now: "In the newest scan",
  gone: "Gone",
  all: "Now and gone",
};

const noFilters = {
  file: null,
  volume: null,
  owner: null,
  group: null,
  action: null,
  when: null,
  q: null,
} as const;

export const VaultFilters = ({ choices }: { choices: StorageChoices }) => {
  const { values, setFilters } = useTableFilters(vaultParsers);
  const { file, volume, owner, group, action, when } = values;
  const isUsual =
    action.length === DEFAULT_ACTIONS.length &&
    DEFAULT_ACTIONS.every((one) => action.includes(one));
  const isNarrowed = file || volume || owner || group.length > 0 || !isUsual || when !== "now";
  return (
    <>
      <TextFilter
        label="File contains"
        value={file}
        onChange={(text) => setFilters({ file: text })}
        className="sm:w-56"
      />
      <TextFilter
        label="Owner"
        value={owner}
        onChange={(text) => setFilters({ owner: text })}
        className="sm:w-32"
      />
      <NamesFilter
        noun="vault actions"
        chosen={action}
        options={vaultActions}
        onChange={(names) => setFilters({ action: known(names) })}
      />
      <ChoiceFilter
        label="Seen"
        value={when}
        options={vaultWhens.map((one) => [one, whenTexts[one]])}
        onChange={(text) => setFilters({ when: vaultWhens.find((one) => one === text) ?? null })}
      />
      <ChoiceFilter
        label="Volume"
        any="All volumes"
        value={volume}
        options={choices.volumes.map(({ name }) => [name, name])}
        onChange={(text) => setFilters({ volume: text || null })}
      />
      <NamesFilter
        noun="groups"
        chosen={group}
        options={choices.groups}
        onChange={(names) => setFilters({ group: names.length === 0 ? null : names })}
      />
      {isNarrowed ? (
        <Button variant="ghost" onClick={() => setFilters(noFilters)}>
          <X aria-hidden />
          Clear filters
        </Button>
      ) : null}
    </>
  );
};

const known = (names: readonly string[]): VaultAction[] =>
  vaultActions.filter((action) => names.includes(action));

interface TextFilterProps {
  label: string;
  value: string | null;
  onChange: (text: string | null) => void;
  className: string;
}

/** Text that counts when Enter is pressed or the field is left. */
const TextFilter = ({ label, value, onChange, className }: TextFilterProps) => {
  const [draft, setDraft] = useState<string | null>(null);
  const commit = () => {
    const text = draft?.trim() || null;
    if (draft !== null && text !== value) onChange(text);
    setDraft(null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    commit();
  };
  return (
    <form onSubmit={submit} className={className}>
      <Input
        aria-label={label}
        placeholder={label}
        maxLength={128}
        value={draft ?? value ?? ""}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
      />
    </form>
  );
};
