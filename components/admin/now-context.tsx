"use client";

import { createContext, type ReactNode, useContext } from "react";
import { LastHeard } from "@/components/admin/heartbeat";

const NowContext = createContext("");

/**
 * The server's clock for the cells of a table. Not an argument of the columns: columns made anew
 * with every answer would mount every cell anew, and close the dialogs in them.
 */
export const NowProvider = ({ now, children }: { now: string; children: ReactNode }) => (
  <NowContext value={now}>{children}</NowContext>
);

export const LastHeardCell = ({ at }: { at: Date | null }) => (
  <LastHeard at={at} now={useContext(NowContext)} />
);
