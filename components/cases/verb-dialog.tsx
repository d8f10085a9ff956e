"use client";

import { textOf, textsOf } from "@/components/form/action-form";
import { FormDialog } from "@/components/form/form-dialog";
import { Button } from "@/components/ui/button";
import { changeCaseAction } from "@/lib/cases/actions";
import { type CaseVerb, verbOf } from "@/lib/cases/model/verbs";
import type { CaseRow } from "@/lib/cases/queries/case-row";
import { AssigneeField, NoteField, TicketFields } from "./verb-fields";
import { buttonTexts } from "./verb-texts";

/** The case that a dialog is about. */
export type ActTarget = Pick<
  CaseRow,
  "id" | "account" | "version" | "verbs" | "claimant" | "ticket" | "state"
>;

interface VerbDialogProps {
  verb: CaseVerb;
  target: ActTarget;
  assignable: readonly { uid: string; name: string }[];
  onClose: () => void;
  onDone: () => void;
  onConflict: () => void;
}

/** The one dialog of all verbs: what happens, what the verb needs to know, and the note. */
export const VerbDialog = ({ verb, target, ...props }: VerbDialogProps) => {
  const { takes, needsNote, isDanger, effect, done } = verbOf(verb);
  const { label, confirm } = buttonTexts(verb, target);
  const canUnlink = takes === "ticket" && target.ticket !== null && target.state !== "accepted";
  return (
    <FormDialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose();
      }}
      title={`${label.replace("…", "")}: ${target.account}`}
      description={effect}
      action={changeCaseAction}
      toInput={(data) => inputOf(verb, target, data)}
      submitLabel={confirm}
      isDanger={isDanger}
      isCheckedFirst
      extra={canUnlink ? <UnlinkButton /> : null}
      doneText={`${target.account}: ${done}`}
      onDone={props.onDone}
      onConflict={props.onConflict}
    >
      {takes === "person" ? (
        <AssigneeField people={props.assignable} holder={target.claimant?.uid} />
      ) : null}
      {takes === "ticket" ? <TicketFields linked={target.ticket?.no} /> : null}
      <NoteField isRequired={needsNote === true} />
    </FormDialog>
  );
};

/** Sends the form too, but its number does not count. */
const UnlinkButton = () => (
  <Button
    type="submit"
    name="unlink"
    value="yes"
    formNoValidate
    variant="danger"
    className="mr-auto"
  >
    Remove the link
  </Button>
);

function inputOf(
  verb: CaseVerb,
  { id, version, ticket }: ActTarget,
  data: FormData,
): Parameters<typeof changeCaseAction>[0] {
  const one = { id, version, note: textOf(data, "note") };
  if (verb === "assign") return { ...one, verb, ...textsOf(data, "uid") };
  if (verb !== "ticket") return { ...one, verb };
  if (data.get("unlink") !== null) return { ...one, verb, number: null };
  const { number, ticketId, url } = textsOf(data, "number", "ticketId", "url");
  return {
    ...one,
    verb,
    number,
    replace: ticket !== null,
    ...(url.trim() ? { url: url.trim() } : {}),
    ...(ticketId.trim() ? { ticketId: Number(ticketId) } : {}),
  };
}
