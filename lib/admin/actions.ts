"use server";

import { action } from "@/lib/gates/action";
import { createCluster, deleteCluster, renameCluster } from "./mutations/clusters";
import { createComponent, deleteComponent, editComponent } from "./mutations/components";
import { createKey, revokeKey, rotateKey } from "./mutations/keys";
import {
  createPerson,
  disablePerson,
  editPerson,
  enablePerson,
  endSessions,
  setPassword,
} from "./mutations/people";
import {
  createClusterSchema,
  createComponentSchema,
  createKeySchema,
  createPersonSchema,
  deleteClusterSchema,
  deleteComponentSchema,
  editComponentSchema,
  editPersonSchema,
  personSchema,
  renameClusterSchema,
  revokeKeySchema,
  rotateKeySchema,
  setPasswordSchema,
} from "./schema";

const shown = { revalidate: "/admin" };

export const createClusterAction = action(
  "create-cluster",
  "admin:clusters",
  createClusterSchema,
  ({ actor, input }) => createCluster(actor, input),
  shown,
);

export const renameClusterAction = action(
  "rename-cluster",
  "admin:clusters",
  renameClusterSchema,
  ({ actor, input }) => renameCluster(actor, input),
  shown,
);

export const deleteClusterAction = action(
  "delete-cluster",
  "admin:clusters",
  deleteClusterSchema,
  ({ actor, input }) => deleteCluster(actor, input),
  shown,
);

export const createComponentAction = action(
  "create-component",
  "admin:components",
  createComponentSchema,
  ({ actor, input }) => createComponent(actor, input),
  shown,
);

export const editComponentAction = action(
  "edit-component",
  "admin:components",
  editComponentSchema,
  ({ actor, input }) => editComponent(actor, input),
  shown,
);

export const deleteComponentAction = action(
  "delete-component",
  "admin:components",
  deleteComponentSchema,
  ({ actor, input }) => deleteComponent(actor, input),
  shown,
);

export const createKeyAction = action(
  "create-key",
  "admin:keys",
  createKeySchema,
  ({ actor, input }) => createKey(actor, input),
  shown,
);

export const rotateKeyAction = action(
  "rotate-key",
  "admin:keys",
  rotateKeySchema,
  ({ actor, input }) => rotateKey(actor, input),
  shown,
);

export const revokeKeyAction = action(
  "revoke-key",
  "admin:keys",
  revokeKeySchema,
  ({ actor, input }) => revokeKey(actor, input),
  shown,
);

export const createPersonAction = action(
  "create-person",
  "admin:people",
  createPersonSchema,
  ({ actor, input }) => createPerson(actor, input),
  shown,
);

export const editPersonAction = action(
  "edit-person",
  "admin:people",
  editPersonSchema,
  ({ actor, input }) => editPerson(actor, input),
  shown,
);

export const setPasswordAction = action(
  "set-password",
  "admin:people",
  setPasswordSchema,
  ({ actor, input }) => setPassword(actor, input),
  shown,
);

export const disablePersonAction = action(
  "disable-person",
  "admin:people",
  personSchema,
  ({ actor, input }) => disablePerson(actor, input),
  shown,
);

export const enablePersonAction = action(
  "enable-person",
  "admin:people",
  personSchema,
  ({ actor, input }) => enablePerson(actor, input),
  shown,
);

export const endSessionsAction = action(
  "end-sessions",
  "admin:people",
  personSchema,
  ({ actor, input }) => endSessions(actor, input),
  shown,
);
