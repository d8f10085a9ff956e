import { expect, it } from "vitest";
import { parseMailDate } from "./mail-date";

it.each([
  ["Fri, 13 Dec 2019 20:35:01 +0000", "2019-12-13T20:35:01.000Z"],
  ["Fri, 13 Dec 2019 20:35:01 GMT", "2019-12-13T20:35:01.000Z"],
  ["13 dec 2019 20:35 -0530", "2019-12-14T02:05:00.000Z"],
  ["Sat,  1 Feb 2020 00:00:59 UTC", "2020-02-01T00:00:59.000Z"],
])("%s is %s", (text, expected) => {
  expect(parseMailDate(text)?.toISOString()).toBe(expected);
});

it.each([
  "",
  "2019-12-13T20:35:01Z",
  "1576269301",
  "Fri, 31 Feb 2020 00:00:00 GMT",
  "Fri, 13 Dec 2019 25:00:00 GMT",
  "Fri, 13 Dez 2019 20:35:01 GMT",
  "Fri, 13 Dec 2019 20:35:01",
  "Fri, 13 Dec 2019 20:35:01 +00:00",
])("%j is no date", (text) => {
  expect(parseMailDate(text)).toBeUndefined();
});
