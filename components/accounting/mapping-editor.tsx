"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { type Failure, useAction } from "@/components/form/use-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardFooter, CardHeader, CardTitle } from "@/components/ui/card";
import { Select } from "@/components/ui/select";
import { Spinner } from "@/components/ui/spinner";
import { useToast } from "@/components/ui/toast";
import { saveMappingAction } from "@/lib/accounting/actions";
import {
  defaultRules,
  type MappingRules,
  presetNames,
  presets,
} from "@/lib/accounting/model/mapping";
import { mappingPath } from "@/lib/accounting/params/mapping-path";
import type { SourceMapping } from "@/lib/accounting/queries/list-mappings";
import type { MappingPreview } from "@/lib/accounting/queries/preview-mapping";
import { draftOf, rulesOf } from "./mapping-draft";
import { MappingFields } from "./mapping-fields";
import { MappingPreviewPanel } from "./mapping-preview";
import { RemoveMappingDialog } from "./remove-mapping-dialog";

interface MappingEditorProps {
  mapping: SourceMapping;
  /** Rules of the address, to be tried; null: those in force. */
  draft: MappingRules | null;
  preview: MappingPreview | null;
}

/** How the records of one source are read: edited, tried on its newest records, saved. */
export const MappingEditor = ({ mapping, draft: given, preview }: MappingEditorProps) => {
  const { source, name, version, isOwn } = mapping;
  const router = useRouter();
  const [draft, setDraft] = useState(() => draftOf(given ?? mapping.rules));
  const [isLooking, startTransition] = useTransition();
  const toast = useToast();
  const rules = rulesOf(draft);
  const open = (path: string) => startTransition(() => router.push(path as Route));
  const save = useAction(saveMappingAction, () => {
    toast.success("Mapping saved; its records are being read again");
    open(mappingPath(source));
  });
  // What was tried is no longer what stands in the boxes.
  const isTried = given !== null && JSON.stringify(given) === JSON.stringify(rules);
  return (
    <Card>
      <CardHeader>
        <CardTitle>{name}</CardTitle>
        <PresetChoice onChoose={(chosen) => setDraft(draftOf(chosen))} />
      </CardHeader>
      <CardContent className="space-y-3">
        <FailureAlert failure={save.failure} />
        <MappingFields draft={draft} ownSite={mapping.site} onChange={setDraft} />
        {preview === null || !isTried ? null : <MappingPreviewPanel preview={preview} />}
      </CardContent>
      <CardFooter>
        <Button
          variant="primary"
          aria-disabled={save.isPending}
          onClick={() => save.run({ source, version, rules })}
        >
          {save.isPending ? <Spinner /> : null}
          {save.isPending ? "Saving…" : "Save"}
        </Button>
        <Button aria-disabled={isLooking} onClick={() => open(mappingPath(source, rules))}>
          {isLooking ? <Spinner /> : null}
          {isLooking ? "Reading records…" : "Preview"}
        </Button>
        {isOwn ? <RemoveMappingDialog source={source} name={name} version={version} /> : null}
      </CardFooter>
    </Card>
  );
};

const FailureAlert = ({ failure }: { failure: Failure | null }) => {
  if (failure === null) return null;
  const reasons = [...new Set(Object.values(failure.fields).flat())];
  return (
    <Alert tone="error" isLive title={failure.message}>
      {reasons.length === 0 ? undefined : reasons.join(" ")}
    </Alert>
  );
};

const starts: readonly [value: string, text: string, rules: MappingRules][] = [
  ["default", "All known collectors", defaultRules],
  ...presetNames.map((name): [string, string, MappingRules] => [
    name,
    presets[name].title,
    presets[name].rules,
  ]),
];

const PresetChoice = ({ onChoose }: { onChoose: (rules: MappingRules) => void }) => (
  <Select
    aria-label="Begin with the mapping of a known collector"
    className="w-auto"
    value=""
    onChange={(event) => {
      const start = starts.find(([value]) => value === event.target.value);
      if (start) onChoose(start[2]);
    }}
  >
    <option value="">Begin with…</option>
    {starts.map(([value, text]) => (
      <option key={value} value={value}>
        {text}
      </option>
    ))}
  </Select>
);
