"use client";

import { useId, useState } from "react";
import { roleNames } from "@/components/admin/service-names";
import { Field } from "@/components/form/field";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { type Role, roles } from "@/lib/auth/model";

type Errors = string[] | undefined;

export const PersonNameField = ({ value, error }: { value?: string; error: Errors }) => (
  <Field label="Name" error={error} isRequired>
    <Input name="name" maxLength={128} autoComplete="off" defaultValue={value} />
  </Field>
);

export const EmailField = ({ value, error }: { value?: string | null; error: Errors }) => (
  <Field label="E-mail" error={error}>
    <Input
      name="email"
      type="email"
      maxLength={254}
      autoComplete="off"
      defaultValue={value ?? ""}
    />
  </Field>
);

const ROLE_TEXTS: Record<Role, string> = {
  analyst: "works on cases, sees every group",
  pi: "sees the groups they lead",
  admin: "decides, and manages all of this",
};

export const RolesField = ({ held, error }: { held?: readonly Role[]; error: Errors }) => {
  const id = useId();
  // Controlled: after a save the stored roles change below a dialog that is still closing.
  const [chosen, setChosen] = useState<readonly Role[]>(held ?? []);
  const choose = (role: Role, isHeld: boolean) =>
    setChosen(isHeld ? [...chosen, role] : chosen.filter((other) => other !== role));
  const message = error?.join(" ");
  return (
    <fieldset aria-describedby={message ? `${id}-error` : undefined}>
      <legend className="text-sm font-medium">Roles</legend>
      <div className="mt-1 space-y-1.5">
        {roles.map((role) => (
          <div key={role} className="flex items-center gap-2">
            <Checkbox
              id={`${id}-${role}`}
              name="roles"
              value={role}
              checked={chosen.includes(role)}
              onCheckedChange={(isHeld) => choose(role, isHeld)}
            />
            <Label htmlFor={`${id}-${role}`}>
              {roleNames[role]}
              <span className="font-normal text-muted-foreground">, {ROLE_TEXTS[role]}</span>
            </Label>
          </div>
        ))}
      </div>
      {message ? (
        <p id={`${id}-error`} role="alert" className="mt-1 text-sm text-destructive">
          {message}
        </p>
      ) : null}
    </fieldset>
  );
};

export const rolesIn = (data: FormData): Role[] =>
  roles.filter((role) => data.getAll("roles").includes(role));

export const PasswordField = (props: {
  label: string;
  error: Errors;
  isRequired?: boolean;
  description?: string;
}) => (
  <Field
    label={props.label}
    description={props.description ?? "At least 12 characters."}
    error={props.error}
    {...(props.isRequired ? { isRequired: true } : {})}
  >
    <Input name="password" type="password" maxLength={200} autoComplete="new-password" />
  </Field>
);
