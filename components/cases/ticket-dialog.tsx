"use client";

import { useRef, useState, useTransition } from "react";
import { Field } from "@/components/form/field";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { MAX_TICKET_LENGTH } from "@/lib/cases/model";
import { ActForm, type Failure } from "./act-form";
import { type Outcome, runLinkTicket, runUnlinkTicket } from "./run-verb";
import { NoteField, type VerbDialogProps } from "./verb-dialog";
import { verbTexts } from "./verb-texts";

const EMPTY = { number: "", ticketId: "", url: "" };

/** Links the ticket in which the researcher is written to; replaces it or removes the link. */
export const TicketDialog = (props: VerbDialogProps) => {
  const { target, onClose } = props;
  const [values, setValues] = useState(EMPTY);
  const [note, setNote] = useState("");
  const numberRef = useRef<HTMLInputElement>(null);
  const noteRef = useRef<HTMLTextAreaElement>(null);
  const { ticket } = target;
  const input = { id: target.id, version: target.version, note };
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={`${ticket ? "Replace the ticket" : "Link a ticket"}: ${target.account}`}
      description={verbTexts.ticket.effect}
      initialFocus={numberRef}
    >
      <ActForm
        confirm={ticket ? "Replace" : "Link"}
        submit={() => runLinkTicket({ ...input, ...values, replace: ticket !== null })}
        onDone={props.onDone}
        onConflict={props.onConflict}
        extra={
          ticket && target.state !== "accepted" ? (
            <UnlinkButton unlink={() => runUnlinkTicket(input)} onDone={props.onDone} />
          ) : null
        }
      >
        {(failure) => (
          <>
            {ticket ? <Alert tone="warn">Ticket {ticket.no} is linked already.</Alert> : null}
            <TicketFields
              numberRef={numberRef}
              values={values}
              onChange={(changed) => setValues({ ...values, ...changed })}
              failure={failure}
            />
            <NoteField
              inputRef={noteRef}
              value={note}
              onChange={setNote}
              isRequired={false}
              failure={failure}
            />
          </>
        )}
      </ActForm>
    </Dialog>
  );
};

interface TicketFieldsProps {
  numberRef: React.RefObject<HTMLInputElement | null>;
  values: typeof EMPTY;
  onChange: (changed: Partial<typeof EMPTY>) => void;
  failure: Failure | null;
}

const TicketFields = ({ numberRef, values, onChange, failure }: TicketFieldsProps) => (
  <>
    <Field label="Ticket number" isRequired error={failure?.fields.number}>
      <Input
        ref={numberRef}
        value={values.number}
        maxLength={MAX_TICKET_LENGTH}
        autoComplete="off"
        onChange={(event) => onChange({ number: event.target.value })}
      />
    </Field>
    <Field
      label="Ticket id"
      description="The ticket system's own number; it makes the address."
      error={failure?.fields.ticketId}
    >
      <Input
        value={values.ticketId}
        inputMode="numeric"
        pattern="[1-9][0-9]{0,9}"
        title="A whole number"
        autoComplete="off"
        onChange={(event) => onChange({ ticketId: event.target.value })}
      />
    </Field>
    <Field label="Address" error={failure?.fields.url}>
      <Input
        type="url"
        value={values.url}
        placeholder="https://"
        autoComplete="off"
        onChange={(event) => onChange({ url: event.target.value })}
      />
    </Field>
  </>
);

interface UnlinkButtonProps {
  unlink: () => Promise<Outcome<unknown>>;
  onDone: () => void;
}

const UnlinkButton = ({ unlink, onDone }: UnlinkButtonProps) => {
  const [isPending, startTransition] = useTransition();
  const toast = useToast();
  const press = () =>
    startTransition(async () => {
      const outcome = await unlink();
      if (outcome.isOk) onDone();
      else toast.error("The link stays", outcome.message);
    });
  return (
    <Button variant="danger" className="mr-auto" aria-disabled={isPending} onClick={press}>
      Remove the link
    </Button>
  );
};
