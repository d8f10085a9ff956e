"use client";

import { EllipsisVertical } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { useCaseActs } from "./case-acts";
import type { ActTarget } from "./verb-dialog";
import { buttonTexts } from "./verb-texts";

/** What can be done to this case now, from its row. */
export const CaseMenu = ({ target }: { target: ActTarget }) => {
  const { act } = useCaseActs();
  if (target.verbs.length === 0) return null;
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon-sm" aria-label={`Actions for ${target.account}`}>
          <EllipsisVertical aria-hidden />
        </Button>
      }
    >
      {target.verbs.map((verb) => (
        <MenuItem key={verb} onSelect={() => act(verb, target)}>
          {buttonTexts(verb, target).label}
        </MenuItem>
      ))}
    </Menu>
  );
};
