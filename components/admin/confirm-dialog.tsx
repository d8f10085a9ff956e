"use client";

import { type ReactElement, type ReactNode, useState } from "react";
import { ActionForm } from "@/components/form/action-form";
import type { useAction } from "@/components/form/use-action";
import { DefinitionList } from "@/components/ui/definition-list";
import { Dialog } from "@/components/ui/dialog";
import { useToast } from "@/components/ui/toast";

type ConfirmDialogProps<Input> = {
  title: string;
  description: ReactNode;
  /** The record, so that nobody confirms the wrong one. */
  facts: { term: string; value: ReactNode }[];
  action: Parameters<typeof useAction<Input, unknown>>[0];
  input: Input;
  submitLabel: string;
  /** Said when it is done. */
  doneText: string;
  isDanger?: boolean;
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
};

/** Asks before something that cannot be undone at once; a conflict is shown in place. */
export const ConfirmDialog = <Input,>(props: ConfirmDialogProps<Input>) => {
  const [isOpenHere, setOpenHere] = useState(false);
  const toast = useToast();
  const setOpen = props.onOpenChange ?? setOpenHere;
  const finish = () => {
    setOpen(false);
    toast.success(props.doneText);
  };
  return (
    <Dialog
      title={props.title}
      description={props.description}
      open={props.open ?? isOpenHere}
      onOpenChange={setOpen}
      {...(props.trigger === undefined ? {} : { trigger: props.trigger })}
    >
      <ActionForm
        action={props.action}
        toInput={() => props.input}
        onDone={finish}
        submitLabel={props.submitLabel}
        pendingText="Working…"
        isDanger={props.isDanger ?? true}
      >
        {() => <DefinitionList facts={props.facts} />}
      </ActionForm>
    </Dialog>
  );
};
