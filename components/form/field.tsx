"use client";

import { cloneElement, createContext, type ReactElement, type ReactNode, use, useId } from "react";
import { Label } from "@/components/ui/label";
import { cn } from "@/lib/platform/cn";

/** What the server says of the fields of the form around, by name. */
export const FieldErrors = createContext<Readonly<Record<string, string[]>>>({});

type ControlProps = {
  id?: string;
  name?: string;
  required?: boolean;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
};

type FieldProps = {
  label: ReactNode;
  /** Of the control, and of the error that the form shows here. */
  name?: string;
  /** One control: `<Input>`, `<Textarea>`, `<Select>`. */
  children: ReactElement<ControlProps>;
  description?: ReactNode;
  /** Where no form around knows it; several sentences are joined. */
  error?: string | readonly string[] | undefined;
  isRequired?: boolean;
  className?: string;
};

/** Ties label, description and error to the control, so none of them is only seen. */
export const Field = (props: FieldProps) => {
  const id = useId();
  const errors = use(FieldErrors);
  const found = props.error ?? (props.name === undefined ? undefined : errors[props.name]);
  const error = typeof found === "string" ? found : found?.join(" ");
  const hasError = error !== undefined && error !== "";
  const describedBy = [
    props.description === undefined ? null : `${id}-description`,
    hasError ? `${id}-error` : null,
  ].filter((part) => part !== null);

  return (
    <div data-slot="field" className={cn("space-y-1", props.className)}>
      <Label htmlFor={props.children.props.id ?? id}>
        {props.label}
        {props.isRequired ? null : (
          <span className="font-normal text-muted-foreground"> (optional)</span>
        )}
      </Label>
      {cloneElement(props.children, {
        id: props.children.props.id ?? id,
        ...(props.name === undefined ? {} : { name: props.name }),
        ...(props.isRequired ? { required: true } : {}),
        ...(describedBy.length > 0 ? { "aria-describedby": describedBy.join(" ") } : {}),
        ...(hasError ? { "aria-invalid": true } : {}),
      })}
      {props.description === undefined ? null : (
        <p id={`${id}-description`} className="text-sm text-muted-foreground">
          {props.description}
        </p>
      )}
      {hasError ? (
        <p id={`${id}-error`} role="alert" className="text-sm text-destructive">
          {error}
        </p>
      ) : null}
    </div>
  );
};
