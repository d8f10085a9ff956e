"use client";

import { Gavel } from "lucide-react";
import { useState } from "react";
import { ActionForm, textOf } from "@/components/form/action-form";
import { Field } from "@/components/form/field";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { useToast } from "@/components/ui/toast";
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
  const [isOpen, setOpen] = useState(false);
  const [skipped, setSkipped] = useState<DecideResult["skipped"]>([]);
  const toast = useToast();
  const [first] = rows;
  if (!first) return null;
  const isOne = rows.length === 1;
  const name = isOne ? first.fullPath : `${rows.length} directories`;

  const finish = (result: DecideResult | undefined) => {
    setSkipped(result?.skipped ?? []);
    if (result && result.skipped.length > 0) return;
    setOpen(false);
    toast.success(`Decision on ${name} saved`);
    onDone?.();
  };

  return (
    <Dialog
      title={isOne ? "Decide about a directory" : `Decide about ${name}`}
      description={
        <span className="break-all">
          {isOne ? name : "The same for all of them; what you leave unchanged stays as it is."} A
          decision is a note for people: no file is touched.
        </span>
      }
      open={isOpen}
      onOpenChange={(open) => {
        setOpen(open);
        setSkipped([]);
      }}
      trigger={
        <Button size="sm" aria-label={isOne ? `Decide about ${name}` : undefined}>
          <Gavel aria-hidden />
          Decide…
        </Button>
      }
    >
      {skipped.length === 0 ? null : <Skipped skipped={skipped} />}
      <ActionForm
        action={decideDirectoriesAction}
        toInput={(data) => inputOf(data, rows)}
        onDone={finish}
        submitLabel="Save"
      >
        {(errors) => <DecideFields row={isOne ? first : null} errors={errors} />}
      </ActionForm>
    </Dialog>
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
  errors: Record<string, string[]>;
}

const DecideFields = ({ row, errors }: DecideFieldsProps) => (
  <>
    <Field label="Decision" error={errors.action} isRequired>
      <Select name="action" defaultValue={row === null ? UNCHANGED : (row.decision ?? "none")}>
        {row === null ? <option value={UNCHANGED}>Unchanged</option> : null}
        {Object.entries(actionTexts).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </Select>
    </Field>
    <Field label="Comment" error={errors.comment}>
      <Textarea name="comment" rows={3} defaultValue={row?.comment ?? ""} />
    </Field>
    <Field label="Due" description="Until when it should be done." error={errors.dueOn}>
      <Input name="dueOn" type="date" defaultValue={row?.due ?? ""} />
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
