import Link from "next/link";
import type { ReactNode } from "react";
import { NavDrawer } from "@/components/shell/nav-drawer";
import { type NavItem, NavLinks } from "@/components/shell/nav-links";
import { ThemeSwitch } from "@/components/shell/theme-switch";
import { cn } from "@/lib/platform/cn";

type AppShellProps = {
  items: readonly NavItem[];
  userName: string;
  /** Roles or another line below the name. */
  userDetail?: string;
  /** The sign-out form; a slot, since the shell knows nothing of sessions. */
  signOut: ReactNode;
  /** Beside the theme switch: the keyboard sheet, help. */
  tools?: ReactNode;
  children: ReactNode;
};

const BAR = "sticky z-30 border-border bg-card";

export const AppShell = ({ items, children, ...user }: AppShellProps) => (
  <div data-slot="app-shell" className="min-h-dvh md:grid md:grid-cols-[14rem_minmax(0,1fr)]">
    <a
      href="#main"
      className={cn(
        "sr-only rounded-md bg-primary px-3 py-2 text-primary-foreground",
        "focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60",
      )}
    >
      Skip to the content
    </a>
    <header className={cn(BAR, "top-0 flex h-12 items-center gap-2 border-b px-2 md:hidden")}>
      <NavDrawer items={items} footer={<UserBox {...user} />} />
      <Brand />
    </header>
    <aside className={cn(BAR, "top-0 hidden h-dvh flex-col border-r p-3 md:flex")}>
      <div className="mb-3 flex h-8 items-center px-2.5">
        <Brand />
      </div>
      <nav aria-label="Main" className="min-h-0 flex-1 overflow-y-auto">
        <NavLinks items={items} />
      </nav>
      <UserBox {...user} />
    </aside>
    <main id="main" tabIndex={-1} className="min-w-0 px-3 py-4 md:px-6">
      {children}
    </main>
  </div>
);

const Brand = () => (
  <Link href="/" className="rounded-sm text-lg font-semibold tracking-tight">
    Headroom
  </Link>
);

type UserBoxProps = Pick<AppShellProps, "userName" | "userDetail" | "signOut" | "tools">;

const UserBox = ({ userName, userDetail, signOut, tools }: UserBoxProps) => (
  <div className="mt-2 space-y-2 border-t border-border pt-2">
    <div className="px-2.5">
      <p className="truncate text-base font-medium">{userName}</p>
      {userDetail === undefined ? null : (
        <p className="truncate text-sm text-muted-foreground">{userDetail}</p>
      )}
    </div>
    <div className="flex flex-wrap items-center gap-1 px-1">
      <ThemeSwitch />
      {tools}
      <div className="ml-auto">{signOut}</div>
    </div>
  </div>
);
