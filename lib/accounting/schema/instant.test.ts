import { describe, expect, it } from "vitest";
import { parseInstant } from "./instant";

describe("an instant", () => {
  it.each([
    ["2022-08-03T09:47:00Z", "2022-08-03T09:47:00+00"],
    ["2022-08-03T09:47:00+00:00", "2022-08-03T09:47:00+00"],
    ["2022-08-03T09:47:00+02:00", "2022-08-03T07:47:00+00"],
    ["2022-08-03T23:47:00-0130", "2022-08-04T01:17:00+00"],
    ["2021-12-06T16:29:43.079043Z", "2021-12-06T16:29:43.079043+00"],
    ["2021-12-06T16:29:43.5Z", "2021-12-06T16:29:43.5+00"],
    ["2021-12-06T16:29:43.123456789012Z", "2021-12-06T16:29:43.123456+00"],
    ["2022-08-03t09:47:00z", "2022-08-03T09:47:00+00"],
    ["2022-08-03 09:47:00 UTC", "2022-08-03T09:47:00+00"],
    ["2022-12-31T23:59:60Z", "2023-01-01T00:00:00+00"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00+00"],
    ["+12022-08-03T09:47:00Z", "12022-08-03T09:47:00+00"],
    ["0000-08-03T09:47:00Z", "0001-08-03T09:47:00+00 BC"],
    ["0001-01-01T00:30:00+01:00", "0001-12-31T23:30:00+00 BC"],
    ["-0043-08-03T09:47:00Z", "0044-08-03T09:47:00+00 BC"],
  ])("%s is %s", (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  it.each([
    ["2022-08-03T09:47:00", "premature end of input"],
    ["", "premature end of input"],
    ["2022-08-03", "input is not enough for unique date and time"],
    ["2022-08-03T09:47:00 00:00", "input contains invalid characters"],
    ["1659520020", "input contains invalid characters"],
    ["12022-08-03T09:47:00Z", "input contains invalid characters"],
    ["2022-02-30T09:47:00Z", "input is out of range"],
    ["2022-13-03T09:47:00Z", "input is out of range"],
    ["2022-00-03T09:47:00Z", "input is out of range"],
    ["2022-08-00T09:47:00Z", "input is out of range"],
    ["2022-08-03T24:00:00Z", "input is out of range"],
    ["2022-08-03T09:60:00Z", "input is out of range"],
    ["2022-08-03T09:47:61Z", "input is out of range"],
    ["2022-08-03T09:47:00+24:00", "input is out of range"],
    ["-9999-08-03T09:47:00Z", "input is out of range"],
    ["+999999-08-03T09:47:00Z", "input is out of range"],
  ])("%s is refused: %s", (text, message) => {
    expect(() => parseInstant(text)).toThrow(message);
  });
});
