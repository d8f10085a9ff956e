import { createLoader, parseAsStringLiteral } from "nuqs/server";

/** Whose changes between two scans are listed. */
export const changeKinds = ["groups", "users", "directories"] as const;

export const changeParsers = {
  changes: parseAsStringLiteral(changeKinds).withDefault("groups"),
};
export const loadChangeParams = createLoader(changeParsers);
