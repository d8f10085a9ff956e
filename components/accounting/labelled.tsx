import { cloneElement, type ReactElement, useId } from "react";
import { Label } from "@/components/ui/label";

interface LabelledProps {
  label: string;
  /** One control. */
  children: ReactElement<{ id?: string }>;
}

/** A control of a toolbar below its label; nothing of it is required, and none says so. */
export const Labelled = ({ label, children }: LabelledProps) => {
  const id = useId();
  return (
    <div className="space-y-1">
      <Label htmlFor={id} className="block">
        {label}
      </Label>
      {cloneElement(children, { id })}
    </div>
  );
};
