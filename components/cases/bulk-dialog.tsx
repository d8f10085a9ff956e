"use client";

import { textsOf } from "@/components/form/action-form";
import { FormDialog } from "@/components/form/form-dialog";
import { changeCasesAction } from "@/lib/cases/actions";
import { type ManyVerb, verbOf } from "@/lib/cases/model/verbs";
import type { BulkResult } from "@/lib/cases/mutations/bulk";
import { NoteField } from "./verb-fields";

interface BulkDialogProps {
  verb: ManyVerb;
  ids: readonly number[];
  onClose: () => void;
  onDone: (result: BulkResult) => void;
}

/** One verb and one note for all selected cases. */
export const BulkDialog = ({ verb, ids, onClose, onDone }: BulkDialogProps) => {
  const { label, effect, confirm, done, needsNote, isDanger } = verbOf(verb);
  return (
    <FormDialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={`${label}: ${ids.length} ${ids.length === 1 ? "case" : "cases"}`}
      description={
        <>
          <p>{effect}</p>
          <p>Cases whose state does not allow it are left out, and you are told why.</p>
        </>
      }
      action={changeCasesAction}
      toInput={(data) => ({ verb, ids: [...ids], ...textsOf(data, "note") })}
      submitLabel={confirm}
      isDanger={isDanger}
      isCheckedFirst
      doneText={(result) =>
        result?.skipped.length === 0 ? `${result.done.length} cases: ${done}` : null
      }
      onDone={(result) => {
        if (result) onDone(result);
      }}
    >
      <NoteField isRequired={needsNote === true} />
    </FormDialog>
  );
};
