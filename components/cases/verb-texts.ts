import { type CaseVerb, caseVerbs, decisionVerbs, verbOf } from "@/lib/cases/model/verbs";

/** What stands on the buttons of a verb for this case. */
export const buttonTexts = (verb: CaseVerb, target: { ticket: unknown }) => {
  const { label, confirm, again } = verbOf(verb);
  return (target.ticket ? again : undefined) ?? { label, confirm };
};

/** Verbs after which the next case is due. */
export const deciding: ReadonlySet<CaseVerb> = new Set(decisionVerbs);

/** Keys that act on a case; of several verbs with one key a case allows at most one. */
export const verbKeys: readonly { key: string; verbs: readonly CaseVerb[] }[] = [
  ...new Set(caseVerbs.flatMap((verb) => verbOf(verb).key ?? [])),
].map((key) => ({ key, verbs: caseVerbs.filter((verb) => verbOf(verb).key === key) }));
