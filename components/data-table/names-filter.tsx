"use client";

import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Popover } from "@/components/ui/popover";

interface NamesFilterProps {
  /** What is chosen, in the plural: "groups". */
  noun: string;
  chosen: readonly string[];
  /** Some of the names there are; others may be typed. */
  options: readonly string[];
  onChange: (names: string[]) => void;
}

/** Names that are shown at once; typing finds the others. */
const SHOWN = 50;

/** Any number of names: ticked in a list, or typed. */
export const NamesFilter = ({ noun, chosen, options, onChange }: NamesFilterProps) => {
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const found = options.filter(
    (name) => !chosen.includes(name) && name.toLowerCase().includes(wanted),
  );
  const add = (name: string) => {
    onChange([...chosen, name]);
    setText("");
  };
  return (
    <Popover
      title={`Only these ${noun}`}
      trigger={
        <Button>
          {chosen.length === 0 ? `All ${noun}` : `${chosen.length} ${noun}`}
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      <Input
        aria-label={`Name of one of the ${noun}`}
        placeholder="Type a name"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !wanted) return;
          const [first] = found;
          add(options.find((name) => name.toLowerCase() === wanted) ?? first ?? text.trim());
        }}
      />
      <ul aria-label={`Choice of ${noun}`} className="mt-2 max-h-64 space-y-0.5 overflow-y-auto">
        {[...chosen, ...found.slice(0, SHOWN)].map((name) => (
          <li key={name}>
            <Label className="flex min-h-7 items-center gap-2 px-1 font-normal">
              <Checkbox
                checked={chosen.includes(name)}
                onCheckedChange={(isOn) =>
                  isOn ? add(name) : onChange(chosen.filter((other) => other !== name))
                }
              />
              <span className="truncate">{name}</span>
            </Label>
          </li>
        ))}
      </ul>
      {found.length > SHOWN ? (
        <p className="mt-1 text-sm text-muted-foreground">
          {found.length - SHOWN} more; type to find them.
        </p>
      ) : null}
      {chosen.length === 0 ? null : (
        <Button size="sm" className="mt-2" onClick={() => onChange([])}>
          All {noun}
        </Button>
      )}
    </Popover>
  );
};
