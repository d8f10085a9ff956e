/**
 * conflict  a record that came under a taken id with other content; open until somebody decides
 * sender    who sends records: a component, or all that send without credentials
 */

/** What may be done with a conflict; the stored record stays but for the last. */
export const conflictChoices = ["keep", "rename", "replace"] as const;
export type ConflictChoice = (typeof conflictChoices)[number];

export const conflictStates = ["open", "kept", "renamed", "replaced"] as const;
export type ConflictState = (typeof conflictStates)[number];

export const stateAfter: Record<ConflictChoice, ConflictState> = {
  keep: "kept",
  rename: "renamed",
  replace: "replaced",
};

/** How senders without credentials are called. */
export const ANONYMOUS = "anonymous";
