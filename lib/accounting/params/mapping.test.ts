import { describe, expect, it } from "vitest";
import { defaultRules, presets } from "../model/mapping";
import { readMappingParams } from "./mapping";
import { mappingPath } from "./mapping-path";

const read = (path: string) =>
  readMappingParams(Object.fromEntries(new URLSearchParams(path.split("?")[1])));

describe("the address of a mapping", () => {
  it("carries the rules that are tried", () => {
    const { rules } = presets.kubernetes;
    expect(read(mappingPath("k8s", rules))).toEqual({ source: "k8s", draft: rules, problems: [] });
    expect(read(mappingPath("k8s"))).toEqual({ source: "k8s", draft: null, problems: [] });
    expect(readMappingParams({}).source).toBe("*");
  });

  it("says where rules are wrong", () => {
    const cores = [...defaultRules.cores, { components: [], unit: "cores", factor: "0.5" }];
    const { draft, problems } = read(mappingPath("*", { ...defaultRules, cores }));
    expect(draft).toBeNull();
    expect(problems).toContain("Cores, choice 5: Name at least one component.");
    expect(problems).toHaveLength(1);
    expect(readMappingParams({ draft: "{" }).problems).toHaveLength(1);
  });
});
