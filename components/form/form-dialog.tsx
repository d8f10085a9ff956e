"use client";

import { type ReactElement, type ReactNode, type RefObject, useState } from "react";
import { ActionForm, type ActionFormProps } from "@/components/form/action-form";
import { DefinitionList } from "@/components/ui/definition-list";
import { Dialog } from "@/components/ui/dialog";
import { useToast } from "@/components/ui/toast";

type FormDialogProps<Input, Data> = Omit<ActionFormProps<Input, Data>, "onDone" | "onFailure"> & {
  title: string;
  description?: ReactNode;
  /** The button that opens the dialog; leave it out when `open` is controlled. */
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  initialFocus?: RefObject<HTMLElement | null>;
  /** The record that it is about, so that nobody confirms the wrong one. */
  facts?: { term: string; value: ReactNode }[];
  /** Said when it is done; null says nothing. */
  doneText: string | ((data: Data | undefined) => string | null);
  /** What to do next, said below it. */
  doneMore?: string;
  onDone?: (data: Data | undefined) => void;
  /** What the answer leaves to say; the dialog then stays open. */
  leftOver?: (data: Data | undefined) => ReactNode | null;
  /** Somebody else was faster: what lies behind the dialog is out of date. */
  onConflict?: () => void;
};

/**
 * The dialog behind every button that changes something: it asks, sends, says in place what went
 * wrong, and closes with a word when it is done. Without fields it only asks for a confirmation.
 */
export const FormDialog = <Input, Data>(props: FormDialogProps<Input, Data>) => {
  const [isOpenHere, setOpenHere] = useState(false);
  const [left, setLeft] = useState<ReactNode>(null);
  const toast = useToast();
  const setOpen = (isOpen: boolean) => {
    setLeft(null);
    setOpenHere(isOpen);
    props.onOpenChange?.(isOpen);
  };
  const finish = (data: Data | undefined) => {
    const rest = props.leftOver?.(data) ?? null;
    if (rest !== null) return setLeft(rest);
    setOpen(false);
    const { doneText } = props;
    const said = typeof doneText === "function" ? doneText(data) : doneText;
    if (said !== null) toast.success(said, props.doneMore);
    props.onDone?.(data);
  };
  return (
    <Dialog
      title={props.title}
      description={props.description}
      open={props.open ?? isOpenHere}
      onOpenChange={setOpen}
      {...(props.trigger === undefined ? {} : { trigger: props.trigger })}
      {...(props.initialFocus === undefined ? {} : { initialFocus: props.initialFocus })}
    >
      {left}
      <ActionForm
        {...formOf(props)}
        onDone={finish}
        onFailure={({ isConflict }) => isConflict && props.onConflict?.()}
      >
        {props.facts === undefined ? null : <DefinitionList facts={props.facts} />}
        {props.children}
      </ActionForm>
    </Dialog>
  );
};

const formOf = <Input, Data>(props: FormDialogProps<Input, Data>) => ({
  action: props.action,
  toInput: props.toInput,
  submitLabel: props.submitLabel,
  isDanger: props.isDanger,
  isCheckedFirst: props.isCheckedFirst,
  extra: props.extra,
  pendingText: props.pendingText ?? (props.children === undefined ? "Working…" : undefined),
});
