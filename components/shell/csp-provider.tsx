"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import type { ReactNode } from "react";

type CspProviderProps = { nonce?: string | undefined; children: ReactNode };

/** SECURITY: our policy blocks inline style elements, so Base UI must not write any. */
export const CspProvider = ({ nonce, children }: CspProviderProps) => (
  <CSPProvider nonce={nonce} disableStyleElements>
    {children}
  </CSPProvider>
);
