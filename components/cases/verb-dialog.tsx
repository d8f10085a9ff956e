"use client";

import { useRef, useState } from "react";
import { Field } from "@/components/form/field";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { type CaseVerb, MAX_NOTE_LENGTH, noteRequired } from "@/lib/cases/model";
import type { CaseRow } from "@/lib/cases/queries/case-row";
import { ActForm, type Failure } from "./act-form";
import { runVerb } from "./run-verb";
import { verbTexts } from "./verb-texts";

/** The case that a dialog is about. */
export type ActTarget = Pick<
  CaseRow,
  "id" | "account" | "version" | "verbs" | "claimant" | "ticket" | "state"
>;

export interface VerbDialogProps {
  target: ActTarget;
  assignable: readonly { uid: string; name: string }[];
  onClose: () => void;
  onDone: () => void;
  onConflict: () => void;
}

type PlainVerb = Exclude<CaseVerb, "ticket">;

const dangerous: ReadonlySet<CaseVerb> = new Set(["reject", "withdraw"]);

/** The one dialog of all verbs that take a note: what happens, the note, and to whom. */
export const VerbDialog = (props: VerbDialogProps & { verb: PlainVerb }) => {
  const { verb, target, onClose } = props;
  const [note, setNote] = useState("");
  const [uid, setUid] = useState("");
  const noteRef = useRef<HTMLTextAreaElement>(null);
  const text = verbTexts[verb];
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={`${text.label.replace("…", "")}: ${target.account}`}
      description={text.effect}
      {...(verb === "assign" ? {} : { initialFocus: noteRef })}
    >
      <ActForm
        confirm={text.confirm}
        isDanger={dangerous.has(verb)}
        submit={() => runVerb(verb, { id: target.id, version: target.version, note, uid })}
        onDone={props.onDone}
        onConflict={props.onConflict}
      >
        {(failure) => (
          <>
            {verb === "assign" ? (
              <AssigneeField {...props} value={uid} onChange={setUid} failure={failure} />
            ) : null}
            <NoteField
              inputRef={noteRef}
              value={note}
              onChange={setNote}
              isRequired={noteRequired.has(verb)}
              failure={failure}
            />
          </>
        )}
      </ActForm>
    </Dialog>
  );
};

interface NoteFieldProps {
  inputRef: React.RefObject<HTMLTextAreaElement | null>;
  value: string;
  onChange: (text: string) => void;
  isRequired: boolean;
  failure: Failure | null;
}

export const NoteField = ({ inputRef, value, onChange, isRequired, failure }: NoteFieldProps) => (
  <Field
    label="Note"
    isRequired={isRequired}
    error={failure?.fields.note}
    description={
      <>
        Staff only. A blank line begins a new paragraph. <Kbd>Ctrl</Kbd> <Kbd>Enter</Kbd> sends it.
      </>
    }
  >
    <Textarea
      ref={inputRef}
      value={value}
      maxLength={MAX_NOTE_LENGTH}
      onChange={(event) => onChange(event.target.value)}
    />
  </Field>
);

interface AssigneeFieldProps extends VerbDialogProps {
  value: string;
  onChange: (uid: string) => void;
  failure: Failure | null;
}

const AssigneeField = ({ assignable, target, value, onChange, failure }: AssigneeFieldProps) => (
  <Field label="Person" isRequired error={failure?.fields.uid}>
    <Select value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">Choose…</option>
      {assignable
        .filter((person) => person.uid !== target.claimant?.uid)
        .map((person) => (
          <option key={person.uid} value={person.uid}>
            {person.name} ({person.uid})
          </option>
        ))}
    </Select>
  </Field>
);
