"use client";

import { ThemeProvider as NextThemesProvider } from "next-themes";
import type { ReactNode } from "react";

type ThemeProviderProps = {
  /** SECURITY: the script that sets the theme before the first paint needs the page's nonce. */
  nonce?: string | undefined;
  children: ReactNode;
};

export const ThemeProvider = ({ nonce, children }: ThemeProviderProps) => (
  <NextThemesProvider
    attribute="class"
    defaultTheme="system"
    enableSystem
    storageKey="headroom.theme"
    {...(nonce === undefined ? {} : { nonce })}
  >
    {children}
  </NextThemesProvider>
);
