"use server";

import { action } from "@/lib/gates/action";
import { verbOf } from "./model/verbs";
import { changeCases } from "./mutations/bulk";
import { changeCase } from "./mutations/change-case";
import { deleteView, saveView } from "./mutations/views";
import { changeCaseSchema, changeCasesSchema, deleteViewSchema, saveViewSchema } from "./schema";

const revalidate = "/cases";

export const changeCaseAction = action(
  ({ verb }) => `case.${verb}`,
  ({ verb }) => verbOf(verb).permission,
  changeCaseSchema,
  ({ actor, input }) => changeCase(actor, input),
  { revalidate },
);

export const changeCasesAction = action(
  ({ verb }) => `case.bulk.${verb}`,
  ({ verb }) => verbOf(verb).permission,
  changeCasesSchema,
  ({ actor, input }) => changeCases(actor, input),
  { revalidate },
);

export const saveViewAction = action(
  "case.view.save",
  "case:read",
  saveViewSchema,
  ({ actor, input }) => saveView(actor, input),
  { revalidate },
);

export const deleteViewAction = action(
  "case.view.delete",
  "case:read",
  deleteViewSchema,
  ({ actor, input }) => deleteView(actor, input),
  { revalidate },
);
