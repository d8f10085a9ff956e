"use client";

import { type ReactElement, type ReactNode, useState } from "react";
import { SecretPanel } from "@/components/admin/secret-panel";
import { Dialog } from "@/components/ui/dialog";
import type { NewKey } from "@/lib/admin/mutations/keys";

type KeyDialogProps = {
  title: string;
  description?: ReactNode;
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** The form; hands over the key that it made. */
  children: (onMade: (key: NewKey | undefined) => void) => ReactNode;
};

/**
 * A form whose answer is a secret. Escape or a click beside the dialog would lose it for good, so
 * the first attempt to leave only warns.
 */
export const KeyDialog = ({ title, description, trigger, children, ...props }: KeyDialogProps) => {
  const [isOpenHere, setOpenHere] = useState(false);
  const setOpen = props.onOpenChange ?? setOpenHere;
  const [made, setMade] = useState<NewKey | null>(null);
  const [isWarned, setWarned] = useState(false);

  const close = () => {
    setOpen(false);
    setMade(null);
    setWarned(false);
  };
  const change = (open: boolean) => {
    if (open) setOpen(true);
    else if (made !== null && !isWarned) setWarned(true);
    else close();
  };

  return (
    <Dialog
      title={made === null ? title : "Key created"}
      description={made === null ? description : `Key ${made.access}`}
      open={props.open ?? isOpenHere}
      onOpenChange={change}
      {...(trigger === undefined ? {} : { trigger })}
    >
      {made === null ? (
        children((key) => (key === undefined ? close() : setMade(key)))
      ) : (
        <SecretPanel newKey={made} isWarned={isWarned} onClose={close} />
      )}
    </Dialog>
  );
};
