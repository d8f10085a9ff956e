import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { type DecisionVerb, decision } from "../model";
import { type ChangeInput, type ChangeResult, changeCase } from "./change-case";

/**
 * Accepts, rejects, withdraws or reopens a case. Throws `invalid_state` from a state that does not
 * allow it, and for an accept without a ticket.
 */
export function decideCase(
  actor: Viewer,
  verb: DecisionVerb,
  input: ChangeInput,
): Promise<ChangeResult> {
  const rule = (held: Parameters<typeof decision>[0]) => decision(held, verb);
  return changeCase(actor, input, { verb, permission: "case:decide", rule });
}
