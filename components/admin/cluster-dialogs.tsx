"use client";

import { Pencil, Plus, Trash2 } from "lucide-react";
import { textsOf } from "@/components/form/action-form";
import { Field } from "@/components/form/field";
import { FormDialog } from "@/components/form/form-dialog";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { createClusterAction, deleteClusterAction, renameClusterAction } from "@/lib/admin/actions";
import type { ClusterRow } from "@/lib/admin/lists/clusters";

export const CreateClusterDialog = () => (
  <FormDialog
    title="New cluster"
    description="Its detectors and schedulers are added as components afterwards."
    trigger={
      <Button variant="primary">
        <Plus aria-hidden />
        New cluster
      </Button>
    }
    action={createClusterAction}
    toInput={(data) => textsOf(data, "id", "name")}
    submitLabel="Create cluster"
    doneText={(cluster) => `Cluster ${cluster?.name ?? ""} created`}
  >
    <Field
      name="id"
      label="ID"
      description="Lower-case letters and digits, a letter first, at most 16. It stays for good."
      isRequired
    >
      <Input maxLength={16} autoComplete="off" spellCheck={false} />
    </Field>
    <ClusterNameField />
  </FormDialog>
);

const ClusterNameField = ({ value }: { value?: string }) => (
  <Field name="name" label="Name" description="As people say it, at most 32 characters." isRequired>
    <Input maxLength={32} autoComplete="off" defaultValue={value} />
  </Field>
);

export const RenameClusterDialog = ({
  cluster: { id, version, name },
}: {
  cluster: ClusterRow;
}) => (
  <FormDialog
    title={`Rename cluster ${id}`}
    trigger={
      <Button variant="ghost" size="sm">
        <Pencil aria-hidden />
        Rename
        <span className="sr-only"> {id}</span>
      </Button>
    }
    action={renameClusterAction}
    toInput={(data) => ({ id, version, ...textsOf(data, "name") })}
    submitLabel="Rename"
    doneText="Cluster renamed"
  >
    <ClusterNameField value={name} />
  </FormDialog>
);

export const DeleteClusterDialog = ({ cluster }: { cluster: ClusterRow }) => (
  <FormDialog
    title="Delete this cluster?"
    description="Only a cluster that nothing uses can be deleted. Its audit trail stays."
    facts={[
      { term: "ID", value: cluster.id },
      { term: "Name", value: cluster.name },
      { term: "Components", value: cluster.componentCount },
      { term: "Cases", value: cluster.caseCount },
    ]}
    action={deleteClusterAction}
    toInput={() => ({ id: cluster.id })}
    submitLabel="Delete cluster"
    doneText={`Cluster ${cluster.name} deleted`}
    isDanger
    trigger={
      <Button variant="ghost" size="sm">
        <Trash2 aria-hidden />
        Delete
        <span className="sr-only"> {cluster.id}</span>
      </Button>
    }
  />
);
