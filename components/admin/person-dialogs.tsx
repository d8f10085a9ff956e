"use client";

import { Plus } from "lucide-react";
import { useId, useState } from "react";
import {
  EmailField,
  PasswordField,
  PersonNameField,
  RolesField,
  rolesIn,
} from "@/components/admin/person-fields";
import { ActionForm, textOf } from "@/components/form/action-form";
import { Field } from "@/components/form/field";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { useToast } from "@/components/ui/toast";
import { createPersonAction, editPersonAction, setPasswordAction } from "@/lib/admin/actions";
import type { PersonRow } from "@/lib/admin/queries/people";

export const CreatePersonDialog = () => {
  const [isOpen, setOpen] = useState(false);
  const toast = useToast();
  return (
    <Dialog
      title="New person"
      description="Somebody whom the directory knows already keeps what it says of them."
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          New person
        </Button>
      }
    >
      <ActionForm
        action={createPersonAction}
        toInput={(data) => ({
          uid: textOf(data, "uid"),
          name: textOf(data, "name"),
          email: textOf(data, "email"),
          roles: rolesIn(data),
          password: textOf(data, "password"),
        })}
        onDone={(person) => {
          setOpen(false);
          toast.success(`${person?.name ?? "Person"} created`);
        }}
        submitLabel="Create person"
      >
        {(errors) => (
          <>
            <Field
              label="Account"
              description="The name to sign in with: a–z, 0–9, _ . -, a letter first, at most 32."
              error={errors.uid}
              isRequired
            >
              <Input
                name="uid"
                maxLength={32}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
              />
            </Field>
            <PersonNameField error={errors.name} />
            <EmailField error={errors.email} />
            <RolesField error={errors.roles} />
            <PasswordField
              label="Password"
              description="At least 12 characters. Left empty, only single sign-on works."
              error={errors.password}
            />
          </>
        )}
      </ActionForm>
    </Dialog>
  );
};

type PersonDialogProps = {
  person: PersonRow;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

export const EditPersonDialog = ({ person, open, onOpenChange }: PersonDialogProps) => {
  const toast = useToast();
  const { id, version } = person;
  return (
    <Dialog title={`Edit ${person.name}`} open={open} onOpenChange={onOpenChange}>
      <ActionForm
        action={editPersonAction}
        toInput={(data) => ({
          id,
          version,
          name: textOf(data, "name"),
          email: textOf(data, "email"),
          roles: rolesIn(data),
          isConfirmed: data.get("isConfirmed") !== null,
        })}
        onDone={() => {
          onOpenChange(false);
          toast.success(`${person.name} saved`, "Changed roles work at once.");
        }}
        submitLabel="Save"
      >
        {(errors) => (
          <>
            <PersonNameField value={person.name} error={errors.name} />
            <EmailField value={person.email} error={errors.email} />
            <RolesField held={person.roles} error={errors.roles} />
            {errors.isConfirmed ? <ConfirmOwnRole /> : null}
          </>
        )}
      </ActionForm>
    </Dialog>
  );
};

/** Appears only after the server asked for it. */
const ConfirmOwnRole = () => {
  const id = useId();
  return (
    <div className="flex items-center gap-2">
      <Checkbox id={id} name="isConfirmed" />
      <Label htmlFor={id}>Yes, take away my own admin role</Label>
    </div>
  );
};

export const SetPasswordDialog = ({ person, open, onOpenChange }: PersonDialogProps) => {
  const toast = useToast();
  return (
    <Dialog
      title={`Set a password for ${person.name}`}
      description="Their open sessions end."
      open={open}
      onOpenChange={onOpenChange}
    >
      <ActionForm
        action={setPasswordAction}
        toInput={(data) => ({ id: person.id, password: textOf(data, "password") })}
        onDone={() => {
          onOpenChange(false);
          toast.success(`Password of ${person.name} set`);
        }}
        submitLabel="Set password"
      >
        {(errors) => (
          <>
            {person.disabledAt === null ? null : (
              <Alert tone="info">{person.name} is disabled and cannot sign in with it yet.</Alert>
            )}
            <PasswordField label="New password" error={errors.password} isRequired />
          </>
        )}
      </ActionForm>
    </Dialog>
  );
};
