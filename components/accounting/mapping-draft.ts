import {
  type AmountRule,
  type MappingRules,
  type NameRule,
  type Quantity,
  quantities,
  unitsOf,
} from "@/lib/accounting/model/mapping";

/** A mapping while somebody edits it: lists are lines of text, and every amount has a key. */

export const nameKinds = ["site", "group", "user"] as const;
export type NameKind = (typeof nameKinds)[number];

export interface NameDraft {
  keys: string;
  fallback: string;
}

export interface AmountDraft {
  /** Tells the amounts of a list apart while they move. */
  key: number;
  components: string;
  unit: string;
  factor: string;
}

export type MappingDraft = Record<NameKind, NameDraft> &
  Record<Quantity, readonly AmountDraft[]> & { scores: string };

export const kindWords: Record<NameKind, string> = { site: "Site", group: "Group", user: "User" };

export const quantityWords: Record<Quantity, { title: string; none: string }> = {
  cores: { title: "Cores", none: "Nothing counts as cores." },
  gpus: { title: "GPUs", none: "Nothing counts as GPUs." },
  cpuTime: { title: "CPU time", none: "No CPU time, so there is no efficiency." },
  memory: { title: "Memory", none: "No memory." },
};

const toLines = (names: readonly string[]) => names.join("\n");

const fromLines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** Rules as they are edited. */
export function draftOf(rules: MappingRules): MappingDraft {
  const name = ({ keys, fallback }: NameRule): NameDraft => ({
    keys: toLines(keys),
    fallback: fallback ?? "",
  });
  const amounts = (list: readonly AmountRule[]) =>
    list.map(({ components, unit, factor }, key) => ({
      key,
      components: toLines(components),
      unit,
      factor,
    }));
  return {
    site: name(rules.site),
    group: name(rules.group),
    user: name(rules.user),
    cores: amounts(rules.cores),
    gpus: amounts(rules.gpus),
    cpuTime: amounts(rules.cpuTime),
    memory: amounts(rules.memory),
    scores: toLines(rules.scores),
  };
}

/** What was edited as rules; the server judges them. */
export function rulesOf(draft: MappingDraft): MappingRules {
  const name = ({ keys, fallback }: NameDraft): NameRule => ({
    keys: fromLines(keys),
    fallback: fallback.trim() === "" ? null : fallback.trim(),
  });
  const amounts = (list: readonly AmountDraft[]): AmountRule[] =>
    list.map(({ components, unit, factor }) => ({
      components: fromLines(components),
      unit,
      factor: factor.trim(),
    }));
  return {
    site: name(draft.site),
    group: name(draft.group),
    user: name(draft.user),
    cores: amounts(draft.cores),
    gpus: amounts(draft.gpus),
    cpuTime: amounts(draft.cpuTime),
    memory: amounts(draft.memory),
    scores: fromLines(draft.scores),
  };
}

/** The draft with one amount more. */
export function withAmount(draft: MappingDraft, quantity: Quantity): MappingDraft {
  const key = 1 + Math.max(-1, ...quantities.flatMap((one) => draft[one].map((each) => each.key)));
  const [unit = ""] = unitsOf(quantity);
  return { ...draft, [quantity]: [...draft[quantity], { key, components: "", unit, factor: "1" }] };
}
