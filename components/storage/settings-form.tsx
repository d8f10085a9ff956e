"use client";

import type { FormEvent } from "react";
import { textOf } from "@/components/form/action-form";
import { Field, FieldErrors } from "@/components/form/field";
import { SubmitButton } from "@/components/form/submit-button";
import { useAction } from "@/components/form/use-action";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent, CardFooter, CardHeader, CardTitle } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { useToast } from "@/components/ui/toast";
import { changeStorageSettingsAction } from "@/lib/storage/actions";
import type { StorageSettingsRow } from "@/lib/storage/queries/settings";
import {
  humanPathsText,
  pathGroupsText,
  readHumanPaths,
  readLines,
  readNumber,
  readPathGroups,
  readThresholds,
  thresholdsText,
} from "./settings-text";

/** How scans are found, read and judged. */
export const SettingsForm = ({ settings }: { settings: StorageSettingsRow }) => {
  const toast = useToast();
  const { run, isPending, failure } = useAction(changeStorageSettingsAction, () =>
    toast.success("Settings saved."),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    run(inputOf(new FormData(event.currentTarget), settings.version));
  };
  return (
    <form onSubmit={submit} noValidate className="max-w-4xl">
      <Card>
        <CardHeader>
          <CardTitle>Settings of scans and warnings</CardTitle>
        </CardHeader>
        <CardContent className="space-y-4">
          {failure === null ? null : (
            <Alert tone="error" isLive>
              {failure.message}
            </Alert>
          )}
          <FieldErrors value={failure?.fields ?? {}}>
            <WarningFields settings={settings} />
            <ScanFields settings={settings} />
            <DoubtFields settings={settings} />
            <PathFields settings={settings} />
          </FieldErrors>
        </CardContent>
        <CardFooter>
          <SubmitButton isPending={isPending}>Save settings</SubmitButton>
        </CardFooter>
      </Card>
    </form>
  );
};

function inputOf(data: FormData, version: number) {
  return {
    version,
    thresholds: readThresholds(textOf(data, "thresholds")),
    forecastWindowDays: readNumber(textOf(data, "forecastWindowDays")),
    scanDirectories: readLines(textOf(data, "scanDirectories")),
    daysBack: readNumber(textOf(data, "daysBack")),
    maxBadShare: shareOf(data, "maxBadShare"),
    minLineShare: shareOf(data, "minLineShare"),
    vanishedShare: shareOf(data, "vanishedShare"),
    maxTotalFactor: readNumber(textOf(data, "maxTotalFactor")),
    pathGroups: readPathGroups(textOf(data, "pathGroups")),
    humanPaths: readHumanPaths(textOf(data, "humanPaths")),
    nestedBuckets: readLines(textOf(data, "nestedBuckets")),
  };
}

/** A field in percent as a share. */
const shareOf = (data: FormData, name: string): number =>
  Number((readNumber(textOf(data, name)) / 100).toPrecision(12));

const percentOf = (share: number): number => Number((share * 100).toPrecision(12));

interface FieldsProps {
  settings: StorageSettingsRow;
}

const WarningFields = ({ settings }: FieldsProps) => (
  <>
    <Field
      name="thresholds"
      label="Thresholds"
      description="One a line: level (2 or 3) | days ahead | more than this share of the quota. The newest scans are judged again, older ones keep their status."
      isRequired
    >
      <Textarea rows={5} className="font-mono" defaultValue={thresholdsText(settings.thresholds)} />
    </Field>
    <Field
      name="forecastWindowDays"
      label="Window of the robust forecast, in days"
      description="2 to 366."
      isRequired
    >
      <Input
        inputMode="numeric"
        defaultValue={settings.forecastWindowDays}
        className="block w-32"
      />
    </Field>
  </>
);

const ScanFields = ({ settings }: FieldsProps) => (
  <>
    <Field
      name="scanDirectories"
      label="Directories with scan files"
      description="One absolute path a line, as the workers see it."
    >
      <Textarea rows={3} className="font-mono" defaultValue={settings.scanDirectories.join("\n")} />
    </Field>
    <Field
      name="daysBack"
      label="Days to look back for a scan file"
      description="1 to 400."
      isRequired
    >
      <Input inputMode="numeric" defaultValue={settings.daysBack} className="block w-32" />
    </Field>
    <Field
      name="maxBadShare"
      label="Bad lines a file may have, in percent"
      description="A file with more is refused."
      isRequired
    >
      <Input
        inputMode="decimal"
        defaultValue={percentOf(settings.maxBadShare)}
        className="block w-32"
      />
    </Field>
  </>
);

const DoubtFields = ({ settings }: FieldsProps) => (
  <>
    <Field
      name="minLineShare"
      label="Lines a scan has at least, in percent of the one before"
      description="One with fewer is held until an admin takes or drops it."
      isRequired
    >
      <Input
        inputMode="decimal"
        defaultValue={percentOf(settings.minLineShare)}
        className="block w-32"
      />
    </Field>
    <Field
      name="vanishedShare"
      label="Share of a volume from which on a group does not vanish, in percent"
      description="A scan without a file of such a group is held."
      isRequired
    >
      <Input
        inputMode="decimal"
        defaultValue={percentOf(settings.vanishedShare)}
        className="block w-32"
      />
    </Field>
    <Field
      name="maxTotalFactor"
      label="Times that a volume grows or shrinks at most"
      description="Between two scans, in bytes; a scan beyond is held."
      isRequired
    >
      <Input inputMode="decimal" defaultValue={settings.maxTotalFactor} className="block w-32" />
    </Field>
  </>
);

const PathFields = ({ settings }: FieldsProps) => (
  <>
    <Field
      name="humanPaths"
      label="Human paths"
      description="One a line, the first that matches counts: pattern at the start of the real path => what people write."
    >
      <Textarea rows={6} className="font-mono" defaultValue={humanPathsText(settings.humanPaths)} />
    </Field>
    <Field
      name="pathGroups"
      label="Path groups"
      description="Path prefixes that are reported as if they were groups, one a line: prefix | number below 0 | name | PI (may be empty)."
    >
      <Textarea rows={3} className="font-mono" defaultValue={pathGroupsText(settings.pathGroups)} />
    </Field>
    <Field
      name="nestedBuckets"
      label="Directories that are shown two levels deep"
      description="One name a line, such as users."
    >
      <Textarea rows={3} className="font-mono" defaultValue={settings.nestedBuckets.join("\n")} />
    </Field>
  </>
);
