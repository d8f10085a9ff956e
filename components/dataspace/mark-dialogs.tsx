"use client";

import { Ban, TimerOff, Trash2 } from "lucide-react";
import { textOf, textsOf } from "@/components/form/action-form";
import { CheckboxGroup } from "@/components/form/checkbox-group";
import { Field } from "@/components/form/field";
import { FormDialog } from "@/components/form/form-dialog";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import {
  dementProductsAction,
  dropProductsAction,
  expireProductsAction,
} from "@/lib/dataspace/actions";

interface MarkDialogProps {
  feed: string;
  number: number;
  keys: readonly string[];
}

/** Flags products of a generation as not to be trusted. */
export const DementDialog = ({ feed, number, keys }: MarkDialogProps) => (
  <FormDialog
    title="Mark as demented"
    description={`Products of generation ${number} that must not be trusted. They stay visible, struck through, with the reason; the next report that brings them clears the mark.`}
    trigger={
      <Button size="sm">
        <Ban aria-hidden />
        Mark as demented…
      </Button>
    }
    action={dementProductsAction}
    toInput={(data) => ({ feed, number, keys: keysIn(data), ...textsOf(data, "reason") })}
    submitLabel="Mark"
    doneText={(done) => `Marked ${(done?.keys ?? []).join(", ")}`}
    isDanger
  >
    <KeysField keys={keys} />
    <Field
      name="reason"
      label="Reason"
      description="Everybody who sees these numbers reads it."
      isRequired
    >
      <Textarea rows={3} maxLength={2_000} />
    </Field>
  </FormDialog>
);

/** Takes products that nobody sends any more out of what later generations carry. */
export const DropDialog = ({ feed, number, keys }: MarkDialogProps) => (
  <FormDialog
    title="Drop a product"
    description={`Takes products out of generation ${number}, so that later ones do not carry them. The generations before keep them; a report that brings one begins it anew.`}
    trigger={
      <Button size="sm">
        <Trash2 aria-hidden />
        Drop…
      </Button>
    }
    action={dropProductsAction}
    toInput={(data) => ({ feed, keys: keysIn(data), ...textsOf(data, "reason") })}
    submitLabel="Drop"
    doneText={(done) => `Dropped ${(done?.keys ?? []).join(", ")}`}
    isDanger
  >
    <KeysField keys={keys} />
    <Field name="reason" label="Reason" isRequired>
      <Textarea rows={3} maxLength={2_000} />
    </Field>
  </FormDialog>
);

/** Sets until when products of a generation count. */
export const ExpireDialog = ({ feed, number, keys, now }: MarkDialogProps & { now: string }) => (
  <FormDialog
    title="Set until when it counts"
    description={`Products of generation ${number} turn stale at the time you name.`}
    trigger={
      <Button size="sm">
        <TimerOff aria-hidden />
        Mark as expired…
      </Button>
    }
    action={expireProductsAction}
    toInput={(data) => ({
      feed,
      number,
      keys: keysIn(data),
      expirationTime: secondsIn(textOf(data, "expirationTime"), now),
    })}
    submitLabel="Set"
    doneText={(done) => `Validity of ${(done?.keys ?? []).join(", ")} set`}
  >
    <KeysField keys={keys} />
    <Field
      name="expirationTime"
      label="Valid until, in UTC"
      description="Left empty they expire at once."
    >
      <Input type="datetime-local" />
    </Field>
  </FormDialog>
);

/** UNIX seconds; without a time, the server's present, since clocks of browsers may be wrong. */
const secondsIn = (until: string, now: string): number =>
  Math.floor(Date.parse(until === "" ? now : `${until}Z`) / 1000);

const KeysField = ({ keys }: { keys: readonly string[] }) => (
  <CheckboxGroup
    legend="Products"
    name="keys"
    ticked={keys.length === 1 ? keys : []}
    options={keys.map((key) => ({ value: key, label: <span className="font-mono">{key}</span> }))}
    className="max-h-60 overflow-y-auto"
  />
);

const keysIn = (data: FormData): string[] =>
  data.getAll("keys").filter((key): key is string => typeof key === "string");
