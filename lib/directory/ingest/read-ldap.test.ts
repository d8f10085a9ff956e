import { describe, expect, test } from "vitest";
import { attributeNames, groupAttributes, personAttributes, readLdap, uidOf } from "./read-ldap";

const entry = (attributes: Record<string, string[]>) => ({
  dn: "",
  attributes: new Map(Object.entries(attributes)),
});
const names = { person: personAttributes, group: groupAttributes };

test("an account is the first part of a distinguished name, or the text itself", () => {
  expect(uidOf("uid=ab12,ou=people,dc=sanger,dc=ac,dc=uk")).toBe("ab12");
  expect(uidOf("cn = cd34 , ou=x")).toBe("cd34");
  expect(uidOf("ab12")).toBe("ab12");
});

test("a site's own attributes stand over the usual ones", () => {
  const own = attributeNames(groupAttributes, ["pi=owner", "members="]);
  expect(own).toEqual({ name: "cn", gid: "gidNumber", pi: "owner", members: "" });
  expect(() => attributeNames(groupAttributes, ["boss=owner"])).toThrow(/not boss/);
});

describe("entries", () => {
  test("give their first values; what cannot be stored is left out, not the person", () => {
    const person = { uid: ["ab12", "other"], cn: ["Ada Bell", "A. Bell"], mail: ["nothing"] };
    expect(readLdap({ people: [entry(person)], groups: [] }, names).people).toEqual([
      {
        uid: "ab12",
        uidNumber: null,
        name: "Ada Bell",
        surname: null,
        givenName: null,
        email: null,
      },
    ]);
  });

  test("a group without a leader has none, members are all values", () => {
    const group = { cn: ["hgi"], gidnumber: ["3001"], memberuid: ["a", "b", "a"] };
    expect(readLdap({ people: [], groups: [entry(group)] }, names).groups).toEqual([
      { name: "hgi", gid: "3001", pi: null, members: ["a", "b"] },
    ]);
  });

  test("an unknown leader becomes a person known by the uid", () => {
    const lead = { sangerprojectpi: ["uid=pi1,ou=people"] };
    const groups = [entry({ cn: ["a"], ...lead }), entry({ cn: ["b"], ...lead })];
    expect(readLdap({ people: [], groups }, names).people).toEqual([{ uid: "pi1" }]);
  });
});
