import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata } from "next";
import { headers } from "next/headers";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { CspProvider } from "@/components/shell/csp-provider";
import { ThemeProvider } from "@/components/shell/theme-provider";
import { ToastProvider } from "@/components/ui/toast";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Headroom", template: "%s - Headroom" },
  description: "Where the next shortage is, and what to do about it.",
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html
      lang="en"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <body>
        <CspProvider nonce={nonce}>
          <ThemeProvider nonce={nonce}>
            <NuqsAdapter>
              <ToastProvider>{children}</ToastProvider>
            </NuqsAdapter>
          </ThemeProvider>
        </CspProvider>
      </body>
    </html>
  );
}
