"use client";

import { Field } from "@/components/form/field";
import { Alert } from "@/components/ui/alert";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { MAX_NOTE_LENGTH, MAX_TICKET_LENGTH } from "@/lib/cases/model";

export const NoteField = ({ isRequired }: { isRequired: boolean }) => (
  <Field
    name="note"
    label="Note"
    isRequired={isRequired}
    description={
      <>
        Staff only. A blank line begins a new paragraph. <Kbd>Ctrl</Kbd> <Kbd>Enter</Kbd> sends it.
      </>
    }
  >
    <Textarea maxLength={MAX_NOTE_LENGTH} />
  </Field>
);

interface AssigneeFieldProps {
  people: readonly { uid: string; name: string }[];
  /** Who has the case now. */
  holder: string | undefined;
}

export const AssigneeField = ({ people, holder }: AssigneeFieldProps) => (
  <Field name="uid" label="Person" isRequired>
    <Select defaultValue="">
      <option value="">Choose…</option>
      {people
        .filter(({ uid }) => uid !== holder)
        .map(({ uid, name }) => (
          <option key={uid} value={uid}>
            {name} ({uid})
          </option>
        ))}
    </Select>
  </Field>
);

/** The ticket in which the researcher is written to. */
export const TicketFields = ({ linked }: { linked: string | undefined }) => (
  <>
    {linked === undefined ? null : <Alert tone="warn">Ticket {linked} is linked already.</Alert>}
    <Field name="number" label="Ticket number" isRequired>
      <Input maxLength={MAX_TICKET_LENGTH} autoComplete="off" />
    </Field>
    <Field
      name="ticketId"
      label="Ticket id"
      description="The ticket system's own number; it makes the address."
    >
      <Input
        inputMode="numeric"
        pattern="[1-9][0-9]{0,9}"
        title="A whole number"
        autoComplete="off"
      />
    </Field>
    <Field name="url" label="Address">
      <Input type="url" placeholder="https://" autoComplete="off" />
    </Field>
  </>
);
