"use client";

import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { IntervalField, NameField, NewComponentFields } from "@/components/admin/component-fields";
import { scopeText } from "@/components/admin/component-scope";
import { ConfirmDialog } from "@/components/admin/confirm-dialog";
import { serviceNames } from "@/components/admin/service-names";
import { ActionForm, textOf } from "@/components/form/action-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useToast } from "@/components/ui/toast";
import {
  createComponentAction,
  deleteComponentAction,
  editComponentAction,
} from "@/lib/admin/actions";
import type { ComponentRow } from "@/lib/admin/queries/components";
import { type Service, services } from "@/lib/auth/model";

const serviceIn = (data: FormData): Service =>
  services.find((known) => known === data.get("service")) ?? "detector";

const newComponent = (data: FormData) => ({
  id: textOf(data, "id"),
  name: textOf(data, "name"),
  service: serviceIn(data),
  clusterId: textOf(data, "clusterId"),
  site: textOf(data, "site"),
  volume: textOf(data, "volume"),
  intervalSeconds: textOf(data, "intervalSeconds"),
});

type CreateComponentDialogProps = { clusters: { id: string; name: string }[] };

export const CreateComponentDialog = ({ clusters }: CreateComponentDialogProps) => {
  const [isOpen, setOpen] = useState(false);
  const toast = useToast();
  return (
    <Dialog
      title="New component"
      description="A machine that talks to Headroom. It needs a key before it can."
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          New component
        </Button>
      }
    >
      <ActionForm
        action={createComponentAction}
        toInput={newComponent}
        onDone={(component) => {
          setOpen(false);
          toast.success(`Component ${component?.id ?? ""} created`, "Now create a key for it.");
        }}
        submitLabel="Create component"
      >
        {(errors) => <NewComponentFields clusters={clusters} errors={errors} />}
      </ActionForm>
    </Dialog>
  );
};

export const EditComponentDialog = ({ component }: { component: ComponentRow }) => {
  const [isOpen, setOpen] = useState(false);
  const toast = useToast();
  const { id, version } = component;
  return (
    <Dialog
      title={`Edit component ${id}`}
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button variant="ghost" size="sm">
          <Pencil aria-hidden />
          Edit
          <span className="sr-only"> {id}</span>
        </Button>
      }
    >
      <ActionForm
        action={editComponentAction}
        toInput={(data) => ({
          id,
          version,
          name: textOf(data, "name"),
          intervalSeconds: textOf(data, "intervalSeconds"),
        })}
        onDone={() => {
          setOpen(false);
          toast.success(`Component ${id} saved`);
        }}
        submitLabel="Save"
      >
        {(errors) => (
          <>
            <NameField value={component.name} error={errors.name} />
            <IntervalField value={component.intervalSeconds} error={errors.intervalSeconds} />
          </>
        )}
      </ActionForm>
    </Dialog>
  );
};

export const DeleteComponentDialog = ({ component }: { component: ComponentRow }) => (
  <ConfirmDialog
    title="Delete this component?"
    description={
      "Only a component without active keys and without reports can be deleted; otherwise revoke " +
      "its keys, then it can send no more."
    }
    facts={[
      { term: "ID", value: component.id },
      { term: "Name", value: component.name },
      { term: "Service", value: serviceNames[component.service] },
      { term: "For", value: scopeText(component) ?? "–" },
      { term: "Active keys", value: component.activeKeyCount },
    ]}
    action={deleteComponentAction}
    input={{ id: component.id }}
    submitLabel="Delete component"
    doneText={`Component ${component.id} deleted`}
    trigger={
      <Button variant="ghost" size="sm">
        <Trash2 aria-hidden />
        Delete
        <span className="sr-only"> {component.id}</span>
      </Button>
    }
  />
);
