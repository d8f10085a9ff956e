"use client";

import { Plus, Trash2 } from "lucide-react";
import { textOf } from "@/components/form/action-form";
import { Field } from "@/components/form/field";
import { FormDialog } from "@/components/form/form-dialog";
import { Button } from "@/components/ui/button";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import { formatNumber } from "@/lib/platform/format";
import { addVolumeAction, deleteVolumeAction } from "@/lib/storage/actions";
import type { NamedVolume } from "@/lib/storage/queries/list-named-volumes";

/** Every volume and every name that is none yet; what holds nothing can be deleted. */
export const VolumeAdmin = ({ volumes }: { volumes: readonly NamedVolume[] }) => (
  <Card className="max-w-4xl">
    <CardHeader>
      <CardTitle>Volumes</CardTitle>
      <AddVolumeDialog />
    </CardHeader>
    <Table label="Volumes">
      <TableCaption>Volumes, and names that are none yet</TableCaption>
      <TableHeader>
        <tr>
          <TableHead>Name</TableHead>
          <TableHead>Mounted at</TableHead>
          <TableHead>State</TableHead>
          <TableHead className="text-right">Quotas</TableHead>
          <TableHead>
            <span className="sr-only">Actions</span>
          </TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {volumes.map((volume) => (
          <TableRow key={volume.name}>
            <TableCell>{volume.name}</TableCell>
            <TableCell>{volume.mountPath}</TableCell>
            <TableCell>{stateWords(volume)}</TableCell>
            <TableCell className="text-right">{formatNumber(volume.quotaCount)}</TableCell>
            <TableCell className="text-right">
              {volume.isEmpty ? <DeleteVolumeDialog volume={volume} /> : null}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  </Card>
);

function stateWords({ isAccepted, recordOn, failedCount }: NamedVolume): string {
  const failed = failedCount === 0 ? "" : `, ${formatNumber(failedCount)} failed readings`;
  if (!isAccepted) return `No such volume yet${failed}`;
  return recordOn === null ? `No scan yet${failed}` : `Scan of ${recordOn}`;
}

const AddVolumeDialog = () => (
  <FormDialog
    title="Add a volume"
    description="A volume comes by itself with its first scan; add one whose quotas come before."
    trigger={
      <Button size="sm">
        <Plus aria-hidden />
        Add a volume…
      </Button>
    }
    action={addVolumeAction}
    toInput={(data) => ({ name: textOf(data, "name"), mountPath: textOf(data, "mountPath") })}
    submitLabel="Add volume"
    doneText="Volume added"
  >
    <Field name="name" label="Name" isRequired>
      <Input placeholder="scratch123" />
    </Field>
    <Field name="mountPath" label="Mounted at" isRequired>
      <Input placeholder="/lustre/scratch123" />
    </Field>
  </FormDialog>
);

const DeleteVolumeDialog = ({ volume }: { volume: NamedVolume }) => (
  <FormDialog
    title="Delete this volume?"
    description="It holds no scan. Its quotas and failed readings go with it."
    facts={[
      { term: "Name", value: volume.name },
      { term: "Quotas", value: volume.quotaCount },
      { term: "Failed readings", value: volume.failedCount },
    ]}
    action={deleteVolumeAction}
    toInput={() => ({ name: volume.name })}
    submitLabel="Delete volume"
    doneText={`Volume ${volume.name} deleted`}
    isDanger
    trigger={
      <Button variant="ghost" size="sm">
        <Trash2 aria-hidden />
        Delete
        <span className="sr-only"> {volume.name}</span>
      </Button>
    }
  />
);
