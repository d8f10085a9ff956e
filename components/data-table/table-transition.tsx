"use client";

import {
  createContext,
  type ReactNode,
  type TransitionStartFunction,
  useContext,
  useTransition,
} from "react";

const TransitionContext = createContext<readonly [boolean, TransitionStartFunction] | null>(null);

/**
 * Around a table and its filters: whichever of them changes the URL, the rows are shown as
 * pending until the server has answered. `DataTable` brings its own for what is inside it.
 */
export const TableTransition = ({ children }: { children: ReactNode }) => (
  <TransitionContext value={useTableTransition()}>{children}</TransitionContext>
);

export const useTableTransition = (): readonly [boolean, TransitionStartFunction] => {
  const own = useTransition();
  return useContext(TransitionContext) ?? own;
};
