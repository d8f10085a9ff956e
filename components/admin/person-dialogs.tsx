"use client";

import { Plus } from "lucide-react";
import { use, useId } from "react";
import {
  EmailField,
  PasswordField,
  PersonNameField,
  RolesField,
  rolesIn,
} from "@/components/admin/person-fields";
import { textsOf } from "@/components/form/action-form";
import { Field, FieldErrors } from "@/components/form/field";
import { FormDialog } from "@/components/form/form-dialog";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { createPersonAction, editPersonAction, setPasswordAction } from "@/lib/admin/actions";
import type { PersonRow } from "@/lib/admin/lists/people";

export const CreatePersonDialog = () => (
  <FormDialog
    title="New person"
    description="Somebody whom the directory knows already keeps what it says of them."
    trigger={
      <Button variant="primary">
        <Plus aria-hidden />
        New person
      </Button>
    }
    action={createPersonAction}
    toInput={(data) => ({
      ...textsOf(data, "uid", "name", "email", "password"),
      roles: rolesIn(data),
    })}
    submitLabel="Create person"
    doneText={(person) => `${person?.name ?? "Person"} created`}
  >
    <Field
      name="uid"
      label="Account"
      description="The name to sign in with: a–z, 0–9, _ . -, a letter first, at most 32."
      isRequired
    >
      <Input maxLength={32} autoComplete="off" autoCapitalize="none" spellCheck={false} />
    </Field>
    <PersonNameField />
    <EmailField />
    <RolesField />
    <PasswordField
      label="Password"
      description="At least 12 characters. Left empty, only single sign-on works."
    />
  </FormDialog>
);

type PersonDialogProps = {
  person: PersonRow;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

export const EditPersonDialog = ({ person, ...control }: PersonDialogProps) => {
  const { personId: id, version } = person;
  return (
    <FormDialog
      title={`Edit ${person.name}`}
      action={editPersonAction}
      toInput={(data) => ({
        id,
        version,
        ...textsOf(data, "name", "email"),
        roles: rolesIn(data),
        isConfirmed: data.get("isConfirmed") !== null,
      })}
      submitLabel="Save"
      doneText={`${person.name} saved`}
      doneMore="Changed roles work at once."
      {...control}
    >
      <PersonNameField value={person.name} />
      <EmailField value={person.email} />
      <RolesField held={person.roles} />
      <ConfirmOwnRole />
    </FormDialog>
  );
};

/** Appears only after the server asked for it. */
const ConfirmOwnRole = () => {
  const id = useId();
  if (use(FieldErrors).isConfirmed === undefined) return null;
  return (
    <div className="flex items-center gap-2">
      <Checkbox id={id} name="isConfirmed" />
      <Label htmlFor={id}>Yes, take away my own admin role</Label>
    </div>
  );
};

export const SetPasswordDialog = ({ person, ...control }: PersonDialogProps) => (
  <FormDialog
    title={`Set a password for ${person.name}`}
    description="Their open sessions end."
    action={setPasswordAction}
    toInput={(data) => ({ id: person.personId, ...textsOf(data, "password") })}
    submitLabel="Set password"
    doneText={`Password of ${person.name} set`}
    {...control}
  >
    {person.disabledAt === null ? null : (
      <Alert tone="info">{person.name} is disabled and cannot sign in with it yet.</Alert>
    )}
    <PasswordField label="New password" isRequired />
  </FormDialog>
);
