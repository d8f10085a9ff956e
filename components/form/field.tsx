import { cloneElement, type ReactElement, type ReactNode, useId } from "react";
import { Label } from "@/components/ui/label";
import { cn } from "@/lib/platform/cn";

type ControlProps = {
  id?: string;
  required?: boolean;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
};

type FieldProps = {
  label: ReactNode;
  /** One control: `<Input>`, `<Textarea>`, `<Select>`. */
  children: ReactElement<ControlProps>;
  description?: ReactNode;
  /** From the server or the form; several sentences are joined. */
  error?: string | readonly string[] | undefined;
  isRequired?: boolean;
  className?: string;
};

/** Ties label, description and error to the control, so none of them is only seen. */
export const Field = (props: FieldProps) => {
  const id = useId();
  const error = typeof props.error === "string" ? props.error : props.error?.join(" ");
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
