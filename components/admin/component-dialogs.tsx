"use client";

import { Pencil, Plus, Trash2 } from "lucide-react";
import { IntervalField, NameField, NewComponentFields } from "@/components/admin/component-fields";
import { serviceNames } from "@/components/admin/service-names";
import { textsOf } from "@/components/form/action-form";
import { FormDialog } from "@/components/form/form-dialog";
import { Button } from "@/components/ui/button";
import {
  createComponentAction,
  deleteComponentAction,
  editComponentAction,
} from "@/lib/admin/actions";
import type { ComponentRow } from "@/lib/admin/lists/components";
import { services } from "@/lib/auth/model";

const newComponent = (data: FormData) => ({
  ...textsOf(data, "id", "name", "clusterId", "site", "volume", "intervalSeconds"),
  service: services.find((known) => known === data.get("service")) ?? "detector",
});

type CreateComponentDialogProps = { clusters: { id: string; name: string }[] };

export const CreateComponentDialog = ({ clusters }: CreateComponentDialogProps) => (
  <FormDialog
    title="New component"
    description="A machine that talks to Headroom. It needs a key before it can."
    trigger={
      <Button variant="primary">
        <Plus aria-hidden />
        New component
      </Button>
    }
    action={createComponentAction}
    toInput={newComponent}
    submitLabel="Create component"
    doneText={(component) => `Component ${component?.id ?? ""} created`}
    doneMore="Now create a key for it."
  >
    <NewComponentFields clusters={clusters} />
  </FormDialog>
);

export const EditComponentDialog = ({ component }: { component: ComponentRow }) => {
  const { id, version } = component;
  return (
    <FormDialog
      title={`Edit component ${id}`}
      trigger={
        <Button variant="ghost" size="sm">
          <Pencil aria-hidden />
          Edit
          <span className="sr-only"> {id}</span>
        </Button>
      }
      action={editComponentAction}
      toInput={(data) => ({ id, version, ...textsOf(data, "name", "intervalSeconds") })}
      submitLabel="Save"
      doneText={`Component ${id} saved`}
    >
      <NameField value={component.name} />
      <IntervalField value={component.intervalSeconds} />
    </FormDialog>
  );
};

export const DeleteComponentDialog = ({ component }: { component: ComponentRow }) => (
  <FormDialog
    title="Delete this component?"
    description={
      "Only a component without active keys and without reports can be deleted; otherwise revoke " +
      "its keys, then it can send no more."
    }
    facts={[
      { term: "ID", value: component.id },
      { term: "Name", value: component.name },
      { term: "Service", value: serviceNames[component.service] },
      { term: "For", value: component.scope ?? "–" },
      { term: "Active keys", value: component.keyCount },
    ]}
    action={deleteComponentAction}
    toInput={() => ({ id: component.id })}
    submitLabel="Delete component"
    doneText={`Component ${component.id} deleted`}
    isDanger
    trigger={
      <Button variant="ghost" size="sm">
        <Trash2 aria-hidden />
        Delete
        <span className="sr-only"> {component.id}</span>
      </Button>
    }
  />
);
