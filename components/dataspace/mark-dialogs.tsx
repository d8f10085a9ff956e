"use client";

import { Ban, TimerOff } from "lucide-react";
import { useId, useState } from "react";
import { ActionForm, textOf } from "@/components/form/action-form";
import { Field } from "@/components/form/field";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Textarea } from "@/components/ui/textarea";
import { useToast } from "@/components/ui/toast";
import { dementProductsAction, expireProductsAction } from "@/lib/dataspace/actions";

interface MarkDialogProps {
  feed: string;
  number: number;
  keys: readonly string[];
}

/** Flags products of a generation as not to be trusted. */
export const DementDialog = ({ feed, number, keys }: MarkDialogProps) => {
  const [isOpen, setOpen] = useState(false);
  const toast = useToast();
  return (
    <Dialog
      title="Mark as demented"
      description={`Products of generation ${number} that must not be trusted. They stay visible, struck through, with the reason; the next report that brings them clears the mark.`}
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm">
          <Ban aria-hidden />
          Mark as demented…
        </Button>
      }
    >
      <ActionForm
        action={dementProductsAction}
        toInput={(data) => ({ feed, number, keys: keysIn(data), reason: textOf(data, "reason") })}
        onDone={(done) => {
          setOpen(false);
          toast.success(`Marked ${(done?.keys ?? []).join(", ")}`);
        }}
        submitLabel="Mark"
        isDanger
      >
        {(errors) => (
          <>
            <KeysField keys={keys} error={errors.keys} />
            <Field
              label="Reason"
              description="Everybody who sees these numbers reads it."
              error={errors.reason}
              isRequired
            >
              <Textarea name="reason" rows={3} maxLength={2_000} />
            </Field>
          </>
        )}
      </ActionForm>
    </Dialog>
  );
};

/** Sets until when products of a generation count. */
export const ExpireDialog = ({ feed, number, keys, now }: MarkDialogProps & { now: string }) => {
  const [isOpen, setOpen] = useState(false);
  const toast = useToast();
  return (
    <Dialog
      title="Set until when it counts"
      description={`Products of generation ${number} turn stale at the time you name.`}
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm">
          <TimerOff aria-hidden />
          Mark as expired…
        </Button>
      }
    >
      <ActionForm
        action={expireProductsAction}
        toInput={(data) => ({
          feed,
          number,
          keys: keysIn(data),
          expirationTime: secondsIn(textOf(data, "until"), now),
        })}
        onDone={(done) => {
          setOpen(false);
          toast.success(`Validity of ${(done?.keys ?? []).join(", ")} set`);
        }}
        submitLabel="Set"
      >
        {(errors) => (
          <>
            <KeysField keys={keys} error={errors.keys} />
            <Field
              label="Valid until, in UTC"
              description="Left empty they expire at once."
              error={errors.expirationTime}
            >
              <Input name="until" type="datetime-local" />
            </Field>
          </>
        )}
      </ActionForm>
    </Dialog>
  );
};

/** UNIX seconds; without a time, the server's present, since clocks of browsers may be wrong. */
const secondsIn = (until: string, now: string): number =>
  Math.floor(Date.parse(until === "" ? now : `${until}Z`) / 1000);

const KeysField = ({ keys, error }: { keys: readonly string[]; error: string[] | undefined }) => {
  const id = useId();
  const message = error?.join(" ");
  return (
    <fieldset aria-describedby={message ? `${id}-error` : undefined}>
      <legend className="text-sm font-medium">Products</legend>
      <div className="mt-1 max-h-60 space-y-1.5 overflow-y-auto">
        {keys.map((key) => (
          <div key={key} className="flex items-center gap-2">
            <Checkbox
              id={`${id}-${key}`}
              name="keys"
              value={key}
              defaultChecked={keys.length === 1}
            />
            <Label htmlFor={`${id}-${key}`} className="font-mono">
              {key}
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

const keysIn = (data: FormData): string[] =>
  data.getAll("keys").filter((key): key is string => typeof key === "string");
