import { expect, test } from "vitest";
import { readDumps } from "./read-dumps";

const passwd = `root:x:0:0:root:/root:/bin/bash
# a comment
ab12:x:21001:3001:Ada Bell,Room 2,,:/home/ab12:/bin/bash
+::::::
cd34:*:21002:3001::/home/cd34:/sbin/nologin
broken line
`;
const group = "hgi:x:3001:ab12,ef56\ncasm:x:3002:\r\nother:*\n";

test("people have their number and name", () => {
  expect(readDumps({ passwd })).toEqual({
    people: [
      { uid: "root", uidNumber: "0", name: "root" },
      { uid: "ab12", uidNumber: "21001", name: "Ada Bell" },
      { uid: "cd34", uidNumber: "21002" },
      "broken line",
    ],
  });
});

test("groups have those they list and those whose first group they are", () => {
  expect(readDumps({ passwd, group })).toMatchObject({
    groups: [
      { name: "hgi", gid: "3001", members: ["ab12", "ef56", "cd34"] },
      { name: "casm", gid: "3002", members: [] },
      "other:*",
    ],
  });
  expect(readDumps({ group: "g:x:7:a,a, b\n" })).toEqual({
    groups: [{ name: "g", gid: "7", members: ["a", "b"] }],
  });
});
