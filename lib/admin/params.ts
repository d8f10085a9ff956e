import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { roles, services } from "@/lib/auth/model";
import { tableParams } from "@/lib/platform/table-params";
import { keyStates } from "./model";

export const clusterTable = tableParams({
  sortable: ["id", "name", "componentCount", "caseCount", "createdAt"],
  defaultSort: "id",
});
export const loadClusterParams = createLoader(clusterTable.parsers);
export type ClusterParams = Awaited<ReturnType<typeof loadClusterParams>>;

export const componentTable = tableParams({
  sortable: ["id", "name", "service", "scope", "lastHeardAt", "intervalSeconds", "createdAt"],
  defaultSort: "id",
  defaultHidden: ["createdAt"],
});
export const componentParsers = {
  ...componentTable.parsers,
  service: parseAsStringLiteral(services),
};
export const loadComponentParams = createLoader(componentParsers);
export type ComponentParams = Awaited<ReturnType<typeof loadComponentParams>>;

export const keyTable = tableParams({
  sortable: ["access", "kind", "componentId", "createdAt", "expiresAt", "lastUsedAt"],
  defaultSort: "-createdAt",
});
export const keyParsers = {
  ...keyTable.parsers,
  state: parseAsStringLiteral(keyStates),
  component: parseAsString,
};
export const loadKeyParams = createLoader(keyParsers);
export type KeyParams = Awaited<ReturnType<typeof loadKeyParams>>;

/** Whom the list of people shows; a site's directory may name thousands who never sign in. */
export const peopleSelections = ["accounts", "disabled", "everybody"] as const;

export const peopleTable = tableParams({
  sortable: ["uid", "name", "email", "createdAt"],
  defaultSort: "uid",
});
export const peopleParsers = {
  ...peopleTable.parsers,
  who: parseAsStringLiteral(peopleSelections).withDefault("accounts"),
  role: parseAsStringLiteral(roles),
};
export const loadPeopleParams = createLoader(peopleParsers);
export type PeopleParams = Awaited<ReturnType<typeof loadPeopleParams>>;
