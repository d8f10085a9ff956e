"use client";

import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { ConfirmDialog } from "@/components/admin/confirm-dialog";
import { ActionForm, textOf } from "@/components/form/action-form";
import { Field } from "@/components/form/field";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { createClusterAction, deleteClusterAction, renameClusterAction } from "@/lib/admin/actions";
import type { ClusterRow } from "@/lib/admin/queries/clusters";

export const CreateClusterDialog = () => {
  const [isOpen, setOpen] = useState(false);
  const toast = useToast();
  return (
    <Dialog
      title="New cluster"
      description="Its detectors and schedulers are added as components afterwards."
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          New cluster
        </Button>
      }
    >
      <ActionForm
        action={createClusterAction}
        toInput={(data) => ({ id: textOf(data, "id"), name: textOf(data, "name") })}
        onDone={(cluster) => {
          setOpen(false);
          toast.success(`Cluster ${cluster?.name ?? ""} created`);
        }}
        submitLabel="Create cluster"
      >
        {(errors) => (
          <>
            <Field
              label="ID"
              description="Lower-case letters and digits, a letter first, at most 16. It stays for good."
              error={errors.id}
              isRequired
            >
              <Input name="id" maxLength={16} autoComplete="off" spellCheck={false} />
            </Field>
            <ClusterNameField error={errors.name} />
          </>
        )}
      </ActionForm>
    </Dialog>
  );
};

const ClusterNameField = (props: { value?: string; error: string[] | undefined }) => (
  <Field
    label="Name"
    description="As people say it, at most 32 characters."
    error={props.error}
    isRequired
  >
    <Input name="name" maxLength={32} autoComplete="off" defaultValue={props.value} />
  </Field>
);

export const RenameClusterDialog = ({ cluster }: { cluster: ClusterRow }) => {
  const [isOpen, setOpen] = useState(false);
  const toast = useToast();
  const { id, version } = cluster;
  return (
    <Dialog
      title={`Rename cluster ${id}`}
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button variant="ghost" size="sm">
          <Pencil aria-hidden />
          Rename
          <span className="sr-only"> {id}</span>
        </Button>
      }
    >
      <ActionForm
        action={renameClusterAction}
        toInput={(data) => ({ id, version, name: textOf(data, "name") })}
        onDone={() => {
          setOpen(false);
          toast.success("Cluster renamed");
        }}
        submitLabel="Rename"
      >
        {(errors) => <ClusterNameField value={cluster.name} error={errors.name} />}
      </ActionForm>
    </Dialog>
  );
};

export const DeleteClusterDialog = ({ cluster }: { cluster: ClusterRow }) => (
  <ConfirmDialog
    title="Delete this cluster?"
    description="Only a cluster that nothing uses can be deleted. Its audit trail stays."
    facts={[
      { term: "ID", value: cluster.id },
      { term: "Name", value: cluster.name },
      { term: "Components", value: cluster.componentCount },
      { term: "Cases", value: cluster.caseCount },
    ]}
    action={deleteClusterAction}
    input={{ id: cluster.id }}
    submitLabel="Delete cluster"
    doneText={`Cluster ${cluster.name} deleted`}
    trigger={
      <Button variant="ghost" size="sm">
        <Trash2 aria-hidden />
        Delete
        <span className="sr-only"> {cluster.id}</span>
      </Button>
    }
  />
);
