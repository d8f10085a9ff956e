"use client";

import { Gavel } from "lucide-react";
import { textOf } from "@/components/form/action-form";
import { Field } from "@/components/form/field";
import { FormDialog } from "@/components/form/form-dialog";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { decideDirectoriesAction } from "@/lib/storage/actions";
import type { DirectoryRow } from "@/lib/storage/lists/directories";
import type { DecideResult } from "@/lib/storage/mutations/decide-directory";

interface DecideDialogProps {
  /** One directory, or those that were ticked. */
  rows: readonly DirectoryRow[];
  onDone?: () => void;
}

const actionTexts = { none: "No decision", keep: "Keep", archive: "Archive", delete: "Delete" };
const UNCHANGED = "unchanged";

/** What is to become of directories: keep, archive or delete, why, and until when. */
export const DecideDialog = ({ rows, onDone }: DecideDialogProps) => {
  const [first] = rows;
  if (!first) return null;
  const isOne = rows.length === 1;
  const name = isOne ? first.fullPath : `${rows.length} directories`;
  return (
    <FormDialog
      title={isOne ? "Decide about a directory" : `Decide about ${name}`}
      description={
        <span className="break-all">
          {isOne ? name : "The same for all of them; what you leave unchanged stays as it is."} A
          decision is a note for people: no file is touched.
        </span>
      }
      trigger={
        <Button size="sm" aria-label={isOne ? `Decide about ${name}` : undefined}>
          <Gavel aria-hidden />
          Decide…
        </Button>
      }
      action={decideDirectoriesAction}
      toInput={(data) => inputOf(data, rows)}
      submitLabel="Save"
      leftOver={(result) => (result?.skipped.length ? <Skipped skipped={result.skipped} /> : null)}
      doneText={`Decision on ${name} saved`}
      onDone={() => onDone?.()}
    >
      <DecideFields row={isOne ? first : null} />
    </FormDialog>
  );
};

function inputOf(data: FormData, rows: readonly DirectoryRow[]) {
  const isOne = rows.length === 1;
  const action = textOf(data, "action") as keyof typeof actionTexts | typeof UNCHANGED;
  const comment = textOf(data, "comment");
  const dueOn = textOf(data, "dueOn");
  return {
    directories: rows.map(({ gid, baseId, path, version }) => ({
      gid,
      baseId,
      bucket: path,
      version,
    })),
    ...(action === UNCHANGED ? {} : { action }),
    // Of several, an empty field means that each keeps its own.
    ...(isOne || comment.trim() !== "" ? { comment } : {}),
    ...(isOne || dueOn !== "" ? { dueOn } : {}),
  };
}

interface DecideFieldsProps {
  /** Null where there are several. */
  row: DirectoryRow | null;
}

const DecideFields = ({ row }: DecideFieldsProps) => (
  <>
    <Field name="action" label="Decision" isRequired>
      <Select defaultValue={row === null ? UNCHANGED : (row.decision ?? "none")}>
        {row === null ? <option value={UNCHANGED}>Unchanged</option> : null}
        {Object.entries(actionTexts).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </Select>
    </Field>
    <Field name="comment" label="Comment">
      <Textarea rows={3} defaultValue={row?.comment ?? ""} />
    </Field>
    <Field name="dueOn" label="Due" description="Until when it should be done.">
      <Input type="date" defaultValue={row?.due ?? ""} />
    </Field>
  </>
);

const Skipped = ({ skipped }: { skipped: DecideResult["skipped"] }) => (
  <Alert tone="warn" title={`${skipped.length} stayed as they were`} isLive className="mb-3">
    <ul className="list-disc pl-4">
      {skipped.slice(0, 20).map(({ path, because }) => (
        <li key={path} className="break-all">
          {path}: {because}
        </li>
      ))}
    </ul>
  </Alert>
);
