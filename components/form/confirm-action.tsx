"use client";

import { type ReactElement, type ReactNode, useState } from "react";
import { ActionForm } from "@/components/form/action-form";
import type { useAction } from "@/components/form/use-action";
import { Dialog } from "@/components/ui/dialog";
import { useToast } from "@/components/ui/toast";

interface ConfirmActionProps<Input> {
  trigger: ReactElement;
  title: string;
  description: ReactNode;
  action: Parameters<typeof useAction<Input, unknown>>[0];
  input: Input;
  submitLabel: string;
  /** Said when it is done. */
  doneText: string;
  isDanger?: boolean;
}

/** Asks before something that people notice. */
export const ConfirmAction = <Input,>(props: ConfirmActionProps<Input>) => {
  const [isOpen, setOpen] = useState(false);
  const toast = useToast();
  return (
    <Dialog
      title={props.title}
      description={props.description}
      open={isOpen}
      onOpenChange={setOpen}
      trigger={props.trigger}
    >
      <ActionForm
        action={props.action}
        toInput={() => props.input}
        onDone={() => {
          setOpen(false);
          toast.success(props.doneText);
        }}
        submitLabel={props.submitLabel}
        pendingText="Working…"
        isDanger={props.isDanger ?? false}
      />
    </Dialog>
  );
};
