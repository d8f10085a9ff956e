import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodableAddress } from "./decodable-address";

describe("an address", () => {
  it("that can be decoded stays as it is", () => {
    for (const address of ["/", "/cases?q=100%", "/record/a%2Fb%20%C3%A9", "/records?%E0%A4%A=1"]) {
      expect(decodableAddress(address)).toBe(address);
    }
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        const address = `/record/${encodeURIComponent(name)}?q=%`;
        expect(decodableAddress(address)).toBe(address);
      }),
    );
  });

  it("with a bare % or bytes that are no text stands for itself", () => {
    const read = (path: string) => decodableAddress(path).split("/").map(decodeURIComponent);
    expect(read("/record/100%")).toEqual(["", "record", "100%"]);
    expect(read("/record/a%20b%/%C3%A9")).toEqual(["", "record", "a b%", "\u00e9"]);
    expect(read("/record/%E0%A4%A")).toEqual(["", "record", "%E0%A4%A"]);
    expect(read("/record/%ff%20")).toEqual(["", "record", "%ff%20"]);
    expect(decodableAddress("/record/1%?x=%zz")).toBe("/record/1%25?x=%zz");
  });

  it("can always be decoded", () => {
    const piece = fc.oneof(fc.constantFrom("%", "%e", "%E0%A4", "/", "%zz"), fc.string());
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const path = decodableAddress(`/${pieces.join("").replaceAll(/[?#]/g, "")}`);
        expect(() => decodeURIComponent(path)).not.toThrow();
      }),
    );
  });
});
