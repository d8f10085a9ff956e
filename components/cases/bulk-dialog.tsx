"use client";

import { useRef, useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { bulkClaimAction, bulkDecideAction, bulkNoteAction } from "@/lib/cases/actions";
import { noteRequired } from "@/lib/cases/model";
import type { BulkResult, BulkVerb } from "@/lib/cases/mutations/bulk";
import { ActForm } from "./act-form";
import { outcomeOf } from "./run-verb";
import { NoteField } from "./verb-dialog";
import { verbTexts } from "./verb-texts";

interface BulkDialogProps {
  verb: BulkVerb;
  ids: readonly number[];
  onClose: () => void;
  onDone: (result: BulkResult) => void;
}

/** One verb and one note for all selected cases. */
export const BulkDialog = ({ verb, ids, onClose, onDone }: BulkDialogProps) => {
  const [note, setNote] = useState("");
  const noteRef = useRef<HTMLTextAreaElement>(null);
  const text = verbTexts[verb];
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={`${text.label}: ${ids.length} ${ids.length === 1 ? "case" : "cases"}`}
      description={
        <>
          <p>{text.effect}</p>
          <p>Cases whose state does not allow it are left out, and you are told why.</p>
        </>
      }
      initialFocus={noteRef}
    >
      <ActForm
        confirm={text.confirm}
        isDanger={verb === "reject" || verb === "withdraw"}
        submit={() => runBulk(verb, [...ids], note)}
        onDone={onDone}
        onConflict={() => undefined}
      >
        {(failure) => (
          <NoteField
            inputRef={noteRef}
            value={note}
            onChange={setNote}
            isRequired={noteRequired.has(verb)}
            failure={failure}
          />
        )}
      </ActForm>
    </Dialog>
  );
};

function runBulk(verb: BulkVerb, ids: number[], note: string) {
  switch (verb) {
    case "claim":
    case "release":
      return outcomeOf(bulkClaimAction({ verb, ids, note }));
    case "note":
      return outcomeOf(bulkNoteAction({ ids, note }));
    default:
      return outcomeOf(bulkDecideAction({ verb, ids, note }));
  }
}
