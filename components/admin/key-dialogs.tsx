"use client";

import { Ban, Plus } from "lucide-react";
import { useState } from "react";
import { ConfirmDialog } from "@/components/admin/confirm-dialog";
import { KeyDialog } from "@/components/admin/key-dialog";
import { kindNames, kindTexts } from "@/components/admin/key-names";
import { ActionForm, textOf } from "@/components/form/action-form";
import { Field } from "@/components/form/field";
import type { Failure } from "@/components/form/use-action";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Instant } from "@/components/ui/instant";
import { Select } from "@/components/ui/select";
import { createKeyAction, revokeKeyAction, rotateKeyAction } from "@/lib/admin/actions";
import { type KeyKind, keyKinds } from "@/lib/admin/model";
import type { ComponentChoice } from "@/lib/admin/queries/components";
import type { KeyRow } from "@/lib/admin/queries/keys";

const kindIn = (data: FormData): KeyKind =>
  keyKinds.find((known) => known === data.get("kind")) ?? "bearer";

const ExpiryField = ({ error }: { error: string[] | undefined }) => (
  <Field
    label="Expires"
    description="It ends when this day begins, in UTC. Left empty it works until revoked."
    error={error}
  >
    <Input name="expiresAt" type="date" />
  </Field>
);

type CreateKeyDialogProps = { components: ComponentChoice[]; componentId: string | null };

export const CreateKeyDialog = ({ components, componentId }: CreateKeyDialogProps) => (
  <KeyDialog
    title="New key"
    description="The secret is made on the server and shown once."
    trigger={
      <Button variant="primary">
        <Plus aria-hidden />
        New key
      </Button>
    }
  >
    {(onMade) => (
      <ActionForm
        action={createKeyAction}
        toInput={(data) => ({
          componentId: textOf(data, "componentId"),
          kind: kindIn(data),
          expiresAt: textOf(data, "expiresAt"),
          access: textOf(data, "access"),
          secret: null,
        })}
        onDone={onMade}
        submitLabel="Create key"
        pendingText="Creating…"
      >
        {(errors) => <NewKeyFields components={components} first={componentId} errors={errors} />}
      </ActionForm>
    )}
  </KeyDialog>
);

type NewKeyFieldsProps = {
  components: ComponentChoice[];
  first: string | null;
  errors: Failure["fields"];
};

const NewKeyFields = ({ components, first, errors }: NewKeyFieldsProps) => {
  const [id, setId] = useState(first ?? "");
  const [wanted, setWanted] = useState<KeyKind | null>(null);
  const kinds = components.find((component) => component.id === id)?.kinds ?? [];
  const kind = wanted !== null && kinds.includes(wanted) ? wanted : kinds[0];
  return (
    <>
      <Field label="Component" error={errors.componentId} isRequired>
        <Select name="componentId" value={id} onChange={(event) => setId(event.target.value)}>
          <option value="">Choose a component</option>
          {components.map((component) => (
            <option key={component.id} value={component.id}>
              {component.name} ({component.id})
            </option>
          ))}
        </Select>
      </Field>
      <Field
        label="Kind"
        description={kind === undefined ? "Choose a component first." : kindTexts[kind]}
        error={errors.kind}
        isRequired
      >
        <Select
          name="kind"
          value={kind ?? ""}
          onChange={(event) =>
            setWanted(keyKinds.find((known) => known === event.target.value) ?? null)
          }
        >
          {kinds.map((known) => (
            <option key={known} value={known}>
              {kindNames[known]}
            </option>
          ))}
        </Select>
      </Field>
      {kind === "hmac" ? (
        <Field
          label="Access name"
          description="Letters, digits and _, at most 16. Left empty it is made up."
          error={errors.access}
        >
          <Input name="access" maxLength={16} autoComplete="off" spellCheck={false} />
        </Field>
      ) : null}
      <ExpiryField error={errors.expiresAt} />
    </>
  );
};

type RotateKeyDialogProps = {
  apiKey: KeyRow;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

export const RotateKeyDialog = ({ apiKey, ...control }: RotateKeyDialogProps) => (
  <KeyDialog
    title={`Rotate key ${apiKey.access}`}
    description={`${apiKey.componentName} gets a new ${kindNames[apiKey.kind]} key now.`}
    {...control}
  >
    {(onMade) => (
      <ActionForm
        action={rotateKeyAction}
        toInput={(data) => ({
          id: apiKey.id,
          overlapHours: textOf(data, "overlapHours"),
          expiresAt: textOf(data, "expiresAt"),
        })}
        onDone={onMade}
        submitLabel="Rotate key"
        pendingText="Rotating…"
      >
        {(errors) => (
          <>
            <Field
              label="The old key"
              description="Time to bring the new key to the machine without a gap."
              error={errors.overlapHours}
              isRequired
            >
              <Select name="overlapHours" defaultValue="24">
                <option value="24">works for 24 more hours</option>
                <option value="1">works for 1 more hour</option>
                <option value="0">ends now</option>
                <option value="">works until somebody revokes it</option>
              </Select>
            </Field>
            <ExpiryField error={errors.expiresAt} />
          </>
        )}
      </ActionForm>
    )}
  </KeyDialog>
);

export const RevokeKeyDialog = ({ apiKey }: { apiKey: KeyRow }) => (
  <ConfirmDialog
    title="Revoke this key?"
    description="It stops working at once and for good. To replace it without a gap, rotate it."
    facts={[
      { term: "Key", value: <code className="font-mono">{apiKey.access}</code> },
      { term: "Kind", value: kindNames[apiKey.kind] },
      { term: "Component", value: `${apiKey.componentName} (${apiKey.componentId})` },
      {
        term: "Last used",
        value: apiKey.lastUsedAt === null ? "Never" : <Instant at={apiKey.lastUsedAt} />,
      },
    ]}
    action={revokeKeyAction}
    input={{ id: apiKey.id }}
    submitLabel="Revoke key"
    doneText={`Key ${apiKey.access} revoked`}
    trigger={
      <Button variant="ghost" size="sm">
        <Ban aria-hidden />
        Revoke
        <span className="sr-only"> {apiKey.access}</span>
      </Button>
    }
  />
);
