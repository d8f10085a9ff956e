"use client";

import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { Menu as MenuIcon, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { type NavItem, NavLinks } from "@/components/shell/nav-links";
import { buttonVariants } from "@/components/ui/button";
import { cn } from "@/lib/platform/cn";

type NavDrawerProps = { items: readonly NavItem[]; footer: ReactNode };

/** The sidebar of narrow screens. */
export const NavDrawer = ({ items, footer }: NavDrawerProps) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <BaseDialog.Root open={isOpen} onOpenChange={setOpen}>
      <BaseDialog.Trigger
        aria-label="Menu"
        className={cn(buttonVariants({ variant: "ghost", size: "icon" }))}
      >
        <MenuIcon aria-hidden />
      </BaseDialog.Trigger>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 min-h-dvh bg-overlay" />
        <BaseDialog.Popup
          data-slot="drawer"
          className={cn(
            "fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] flex-col border-r border-border",
            "bg-popover p-3 text-foreground",
          )}
        >
          <div className="mb-2 flex items-center justify-between">
            <BaseDialog.Title className="px-2.5 text-base font-semibold">Menu</BaseDialog.Title>
            <BaseDialog.Close
              aria-label="Close the menu"
              className={cn(buttonVariants({ variant: "ghost", size: "icon" }))}
            >
              <X aria-hidden />
            </BaseDialog.Close>
          </div>
          <nav aria-label="Main" className="min-h-0 flex-1 overflow-y-auto">
            <NavLinks items={items} onNavigate={() => setOpen(false)} />
          </nav>
          {footer}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
};
