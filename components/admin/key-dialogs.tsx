"use client";

import { Ban, Plus } from "lucide-react";
import { useState } from "react";
import { KeyDialog } from "@/components/admin/key-dialog";
import { kindNames, kindTexts } from "@/components/admin/key-names";
import { ActionForm, textsOf } from "@/components/form/action-form";
import { Field } from "@/components/form/field";
import { FormDialog } from "@/components/form/form-dialog";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Instant } from "@/components/ui/instant";
import { Select } from "@/components/ui/select";
import { createKeyAction, revokeKeyAction, rotateKeyAction } from "@/lib/admin/actions";
import type { KeyRow } from "@/lib/admin/lists/keys";
import { type KeyKind, keyKinds } from "@/lib/admin/model";
import type { ComponentChoice } from "@/lib/admin/queries/components";

const kindIn = (data: FormData): KeyKind =>
  keyKinds.find((known) => known === data.get("kind")) ?? "bearer";

const ExpiryField = () => (
  <Field
    name="expiresAt"
    label="Expires"
    description="It ends when this day begins, in UTC. Left empty it works until revoked."
  >
    <Input type="date" />
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
          ...textsOf(data, "componentId", "expiresAt", "access"),
          kind: kindIn(data),
          secret: null,
        })}
        onDone={onMade}
        submitLabel="Create key"
        pendingText="Creating…"
      >
        <NewKeyFields components={components} first={componentId} />
      </ActionForm>
    )}
  </KeyDialog>
);

type NewKeyFieldsProps = {
  components: ComponentChoice[];
  first: string | null;
};

const NewKeyFields = ({ components, first }: NewKeyFieldsProps) => {
  const [id, setId] = useState(first ?? "");
  const [wanted, setWanted] = useState<KeyKind | null>(null);
  const kinds = components.find((component) => component.id === id)?.kinds ?? [];
  const kind = wanted !== null && kinds.includes(wanted) ? wanted : kinds[0];
  return (
    <>
      <Field name="componentId" label="Component" isRequired>
        <Select value={id} onChange={(event) => setId(event.target.value)}>
          <option value="">Choose a component</option>
          {components.map((component) => (
            <option key={component.id} value={component.id}>
              {component.name} ({component.id})
            </option>
          ))}
        </Select>
      </Field>
      <Field
        name="kind"
        label="Kind"
        description={kind === undefined ? "Choose a component first." : kindTexts[kind]}
        isRequired
      >
        <Select
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
          name="access"
          label="Access name"
          description="Letters, digits and _, at most 16. Left empty it is made up."
        >
          <Input maxLength={16} autoComplete="off" spellCheck={false} />
        </Field>
      ) : null}
      <ExpiryField />
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
          id: apiKey.keyId,
          ...textsOf(data, "overlapHours", "expiresAt"),
        })}
        onDone={onMade}
        submitLabel="Rotate key"
        pendingText="Rotating…"
      >
        <Field
          name="overlapHours"
          label="The old key"
          description="Time to bring the new key to the machine without a gap."
          isRequired
        >
          <Select defaultValue="24">
            <option value="24">works for 24 more hours</option>
            <option value="1">works for 1 more hour</option>
            <option value="0">ends now</option>
            <option value="">works until somebody revokes it</option>
          </Select>
        </Field>
        <ExpiryField />
      </ActionForm>
    )}
  </KeyDialog>
);

export const RevokeKeyDialog = ({ apiKey }: { apiKey: KeyRow }) => (
  <FormDialog
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
    toInput={() => ({ id: apiKey.keyId })}
    submitLabel="Revoke key"
    doneText={`Key ${apiKey.access} revoked`}
    isDanger
    trigger={
      <Button variant="ghost" size="sm">
        <Ban aria-hidden />
        Revoke
        <span className="sr-only"> {apiKey.access}</span>
      </Button>
    }
  />
);
