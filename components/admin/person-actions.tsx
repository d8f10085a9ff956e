"use client";

import { Ellipsis, Pencil } from "lucide-react";
import { useState } from "react";
import { EditPersonDialog, SetPasswordDialog } from "@/components/admin/person-dialogs";
import { roleNames } from "@/components/admin/service-names";
import { FormDialog } from "@/components/form/form-dialog";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { disablePersonAction, enablePersonAction, endSessionsAction } from "@/lib/admin/actions";
import type { PersonRow } from "@/lib/admin/lists/people";

type Open = "edit" | "password" | "disable" | "enable" | "sessions" | null;

export const PersonActions = ({ person }: { person: PersonRow }) => {
  const [open, setOpen] = useState<Open>(null);
  const control = (which: Open) => ({
    open: open === which,
    onOpenChange: (isOpen: boolean) => setOpen(isOpen ? which : null),
  });
  const isDisabled = person.disabledAt !== null;
  return (
    <div className="flex justify-end gap-1">
      <Button variant="ghost" size="sm" onClick={() => setOpen("edit")}>
        <Pencil aria-hidden />
        Edit
        <span className="sr-only"> {person.name}</span>
      </Button>
      <Menu
        trigger={
          <Button variant="ghost" size="icon-sm" aria-label={`More for ${person.name}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem onSelect={() => setOpen("password")}>Set password…</MenuItem>
        <MenuItem onSelect={() => setOpen("sessions")}>End sessions…</MenuItem>
        <MenuItem
          onSelect={() => setOpen(isDisabled ? "enable" : "disable")}
          isDanger={!isDisabled}
        >
          {isDisabled ? "Enable…" : "Disable…"}
        </MenuItem>
      </Menu>
      <EditPersonDialog person={person} {...control("edit")} />
      <SetPasswordDialog person={person} {...control("password")} />
      <AccountDialogs person={person} control={control} />
    </div>
  );
};

type AccountDialogsProps = {
  person: PersonRow;
  control: (which: Open) => { open: boolean; onOpenChange: (isOpen: boolean) => void };
};

const AccountDialogs = ({ person, control }: AccountDialogsProps) => {
  const facts = [
    { term: "Account", value: person.uid },
    { term: "Name", value: person.name },
    { term: "E-mail", value: person.email ?? "–" },
    { term: "Roles", value: person.roles.map((role) => roleNames[role]).join(", ") || "None" },
  ];
  const toInput = () => ({ id: person.personId });
  return (
    <>
      <FormDialog
        title="Disable this person?"
        description="They cannot sign in, and open sessions end. Claims and history stay."
        facts={facts}
        action={disablePersonAction}
        toInput={toInput}
        submitLabel="Disable"
        isDanger
        doneText={`${person.name} disabled`}
        {...control("disable")}
      />
      <FormDialog
        title="Enable this person?"
        description="They can sign in again, with the roles below."
        facts={facts}
        action={enablePersonAction}
        toInput={toInput}
        submitLabel="Enable"
        doneText={`${person.name} enabled`}
        {...control("enable")}
      />
      <FormDialog
        title="End all sessions of this person?"
        description="Every browser has to sign in again; single sign-on may do so by itself."
        facts={facts}
        action={endSessionsAction}
        toInput={toInput}
        submitLabel="End sessions"
        isDanger
        doneText={`Sessions of ${person.name} ended`}
        {...control("sessions")}
      />
    </>
  );
};
