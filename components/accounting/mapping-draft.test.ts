import { describe, expect, it } from "vitest";
import { defaultRules, presetNames, presets } from "@/lib/accounting/model/mapping";
import { mappingRulesSchema } from "@/lib/accounting/schema/mapping";
import { draftOf, rulesOf, withAmount } from "./mapping-draft";

describe("a mapping while it is edited", () => {
  it("becomes the rules that it came from", () => {
    for (const rules of [defaultRules, ...presetNames.map((name) => presets[name].rules)]) {
      expect(rulesOf(draftOf(rules))).toEqual(rules);
      expect(mappingRulesSchema.parse(rulesOf(draftOf(rules)))).toEqual(rules);
    }
  });

  it("drops blank lines and keeps what stands within a line", () => {
    const draft = { ...draftOf(defaultRules), scores: " HEP SPEC, 06 \n\n  x\n" };
    expect(rulesOf(draft).scores).toEqual(["HEP SPEC, 06", "x"]);
    expect(rulesOf({ ...draft, site: { keys: "", fallback: "  " } }).site).toEqual({
      keys: [],
      fallback: null,
    });
  });

  it("gets amounts with keys of their own", () => {
    const draft = withAmount(withAmount(draftOf(defaultRules), "gpus"), "cores");
    const keys = [...draft.gpus, ...draft.cores].map(({ key }) => key);
    expect(new Set(keys.slice(4)).size).toBe(keys.slice(4).length);
    expect(rulesOf(draft).gpus.at(-1)).toEqual({ components: [], unit: "gpus", factor: "1" });
  });
});
