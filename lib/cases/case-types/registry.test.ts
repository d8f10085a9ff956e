import { describe, expect, it } from "vitest";
import { caseTypes, findCaseType, getCaseType } from "./registry";

describe("the registry", () => {
  it("has bursts and old jobs in this order", () => {
    expect(caseTypes.map(({ name, feedKind }) => [name, feedKind])).toEqual([
      ["bursts", "burst"],
      ["oldjobs", "oldjob"],
    ]);
  });

  it("finds a type by name and throws for an unknown one", () => {
    expect(findCaseType("bursts")?.noun).toBe("burst candidate");
    expect(findCaseType("toString")).toBeUndefined();
    expect(() => getCaseType("flarb")).toThrow(/no case type/);
  });
});

describe("every type", () => {
  it.each(caseTypes)("$name is described with the common columns around its own", (type) => {
    const { cols, metric, table } = type.description;
    const data = cols.map(({ datum }) => datum);
    expect(table).toBe(type.name);
    expect(data.slice(0, 2)).toEqual(["ticks", "account"]);
    expect(data.slice(-5)).toEqual(["summary", "claimant", "ticket", "notes", "action"]);
    expect(data).toContain(metric);
    expect(new Set(data).size).toBe(data.length);
  });

  it("has the traits of the describe structure", () => {
    const traits = (name: string) =>
      getCaseType(name).description.cols.map(
        ({ datum, searchable, sortable, type, help }) =>
          `${datum} ${searchable ? "search" : "-"} ${sortable ? "sort" : "-"} ${type}` +
          (help ? " help" : ""),
      );
    const tail = [
      "summary search - text",
      "claimant search sort text",
      "ticket search sort text",
      "notes - sort text",
      "action - - text",
    ];
    expect(traits("bursts")).toEqual([
      "ticks - sort number",
      "account search sort text",
      "pain search sort number help",
      "resource search sort text help",
      "usage - - text",
      "state search sort text",
      ...tail,
    ]);
    expect(traits("oldjobs")).toEqual([
      "ticks - sort number",
      "account search sort text",
      "resource search sort text",
      "submitter search sort text",
      "age search sort number help",
      ...tail,
    ]);
  });
});
