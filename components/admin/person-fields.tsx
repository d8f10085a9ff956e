"use client";

import { roleNames } from "@/components/admin/service-names";
import { CheckboxGroup } from "@/components/form/checkbox-group";
import { Field } from "@/components/form/field";
import { Input } from "@/components/ui/input";
import { type Role, roles } from "@/lib/auth/model";

export const PersonNameField = ({ value }: { value?: string }) => (
  <Field name="name" label="Name" isRequired>
    <Input maxLength={128} autoComplete="off" defaultValue={value} />
  </Field>
);

export const EmailField = ({ value }: { value?: string | null }) => (
  <Field name="email" label="E-mail">
    <Input type="email" maxLength={254} autoComplete="off" defaultValue={value ?? ""} />
  </Field>
);

const ROLE_TEXTS: Record<Role, string> = {
  analyst: "works on cases, sees every group",
  pi: "sees the groups they lead",
  admin: "decides, and manages all of this",
};

export const RolesField = ({ held }: { held?: readonly Role[] }) => (
  <CheckboxGroup
    legend="Roles"
    name="roles"
    ticked={held ?? []}
    options={roles.map((role) => ({
      value: role,
      label: (
        <>
          {roleNames[role]}
          <span className="font-normal text-muted-foreground">, {ROLE_TEXTS[role]}</span>
        </>
      ),
    }))}
  />
);

export const rolesIn = (data: FormData): Role[] =>
  roles.filter((role) => data.getAll("roles").includes(role));

export const PasswordField = (props: {
  label: string;
  isRequired?: boolean;
  description?: string;
}) => (
  <Field
    name="password"
    label={props.label}
    description={props.description ?? "At least 12 characters."}
    {...(props.isRequired ? { isRequired: true } : {})}
  >
    <Input type="password" maxLength={200} autoComplete="new-password" />
  </Field>
);
