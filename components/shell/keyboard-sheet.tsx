"use client";

import { Keyboard } from "lucide-react";
import { useId, useState } from "react";
import { useShortcuts, useShortcutsSwitch } from "@/components/shell/use-shortcuts";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";

type ShortcutGroup = {
  title: string;
  shortcuts: readonly { keys: readonly string[]; text: string }[];
};

type KeyboardSheetProps = { groups: readonly ShortcutGroup[] };

/** The button that explains the keys of this page; `?` opens it too. */
export const KeyboardSheet = ({ groups }: KeyboardSheetProps) => {
  const [isOpen, setOpen] = useState(false);
  useShortcuts({ "?": () => setOpen(true) });
  return (
    <>
      <Button
        variant="ghost"
        size="icon"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts"
        onClick={() => setOpen(true)}
      >
        <Keyboard aria-hidden />
      </Button>
      <Dialog title="Keyboard shortcuts" open={isOpen} onOpenChange={setOpen}>
        <ShortcutsSwitch />
        <div className="mt-4 grid gap-4 sm:grid-cols-2">
          {groups.map((group) => (
            <ShortcutList key={group.title} {...group} />
          ))}
        </div>
      </Dialog>
    </>
  );
};

const ShortcutsSwitch = () => {
  const { isOn, setOn } = useShortcutsSwitch();
  const id = useId();
  return (
    <div className="flex items-center gap-2">
      <Checkbox checked={isOn} onCheckedChange={(next) => setOn(next)} aria-labelledby={id} />
      <span id={id}>Single keys work in this browser</span>
    </div>
  );
};

const ShortcutList = ({ title, shortcuts }: ShortcutGroup) => (
  <section>
    <h3 className="mb-1 text-sm font-semibold">{title}</h3>
    <dl className="space-y-1">
      {shortcuts.map((shortcut) => (
        <div key={shortcut.text} className="flex items-center justify-between gap-3">
          <dt>{shortcut.text}</dt>
          <dd className="flex gap-1">
            {shortcut.keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  </section>
);
