"use client";

import { Menu as BaseMenu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { cn } from "@/lib/platform/cn";

const ITEM = [
  "flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 py-1 text-sm select-none",
  "data-highlighted:bg-accent data-highlighted:text-accent-foreground",
  "data-disabled:opacity-60 [&_svg]:size-4 [&_svg]:shrink-0",
];

type MenuProps = {
  /** The button that opens the menu; it needs a name. */
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "center" | "end";
};

export const Menu = ({ trigger, children, align = "end" }: MenuProps) => (
  <BaseMenu.Root modal={false}>
    <BaseMenu.Trigger render={trigger} />
    <BaseMenu.Portal>
      <BaseMenu.Positioner sideOffset={4} align={align} className="z-50">
        <BaseMenu.Popup
          data-slot="menu"
          className={cn(
            "max-h-(--available-height) min-w-44 overflow-y-auto rounded-md border border-border",
            "bg-popover p-1 text-foreground shadow-lg",
          )}
        >
          {children}
        </BaseMenu.Popup>
      </BaseMenu.Positioner>
    </BaseMenu.Portal>
  </BaseMenu.Root>
);

type MenuItemProps = {
  children: ReactNode;
  onSelect: () => void;
  isDisabled?: boolean;
  isDanger?: boolean;
};

export const MenuItem = ({ children, onSelect, isDisabled, isDanger }: MenuItemProps) => (
  <BaseMenu.Item
    data-slot="menu-item"
    disabled={isDisabled ?? false}
    onClick={onSelect}
    className={cn(ITEM, isDanger && "text-destructive data-highlighted:text-destructive")}
  >
    {children}
  </BaseMenu.Item>
);

type MenuCheckboxItemProps = {
  children: ReactNode;
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
  isDisabled?: boolean;
};

export const MenuCheckboxItem = (props: MenuCheckboxItemProps) => (
  <BaseMenu.CheckboxItem
    data-slot="menu-checkbox-item"
    checked={props.isChecked}
    disabled={props.isDisabled ?? false}
    onCheckedChange={(isChecked) => props.onChange(isChecked)}
    className={cn(ITEM)}
  >
    <span className="size-4">
      <BaseMenu.CheckboxItemIndicator>
        <Check aria-hidden />
      </BaseMenu.CheckboxItemIndicator>
    </span>
    {props.children}
  </BaseMenu.CheckboxItem>
);

type MenuChoiceProps = {
  label: string;
  value: string;
  options: readonly { value: string; label: ReactNode }[];
  onChange: (value: string) => void;
};

/** One of several, with a tick at the current one. */
export const MenuChoice = ({ label, value, options, onChange }: MenuChoiceProps) => (
  <BaseMenu.RadioGroup value={value} onValueChange={(next: string) => onChange(next)}>
    <MenuLabel>{label}</MenuLabel>
    {options.map((option) => (
      <BaseMenu.RadioItem key={option.value} value={option.value} className={cn(ITEM)}>
        <span className="size-4">
          <BaseMenu.RadioItemIndicator>
            <Check aria-hidden />
          </BaseMenu.RadioItemIndicator>
        </span>
        {option.label}
      </BaseMenu.RadioItem>
    ))}
  </BaseMenu.RadioGroup>
);

/** Items under one label. */
export const MenuGroup = ({ label, children }: { label: string; children: ReactNode }) => (
  <BaseMenu.Group>
    <MenuLabel>{label}</MenuLabel>
    {children}
  </BaseMenu.Group>
);

const MenuLabel = ({ children }: { children: string }) => (
  <BaseMenu.GroupLabel className="px-2 py-1 text-xs font-medium text-muted-foreground">
    {children}
  </BaseMenu.GroupLabel>
);
