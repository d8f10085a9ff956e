import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { type ChangeInput, type ChangeResult, changeCase } from "./change-case";

/** Adds a note to the case's history, verbatim. */
export function noteCase(actor: Viewer, input: ChangeInput): Promise<ChangeResult> {
  return changeCase(actor, input, { verb: "note", permission: "case:note", rule: () => null });
}
