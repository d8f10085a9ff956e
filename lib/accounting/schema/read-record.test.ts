import { describe, expect, it } from "vitest";
import { parseRecord, parseRecordEnd, parseRecords, splitRecords } from "./read-record";

const start = '"start_time":"2021-12-06T16:29:43.079043Z"';
const least = `{"record_id":"a","components":[],${start}}`;

/** A record whose one component has this amount and these scores. */
const withComponent = (amount: string, scores = "[]") =>
  `{"record_id":"a","components":[{"name":"CPU","amount":${amount},"scores":${scores}}],${start}}`;
const withScore = (value: string) => withComponent("1", `[{"name":"HEPSPEC06","value":${value}}]`);
const withId = (json: string) => `{"record_id":${json},"components":[],${start}}`;
const withMeta = (json: string) => `{"record_id":"a","meta":${json},"components":[],${start}}`;

describe("a record", () => {
  it("needs an id, components and a start", () => {
    expect(parseRecord(least)).toEqual({
      recordId: "a",
      meta: null,
      metaText: null,
      componentsText: "[]",
      startAt: "2021-12-06T16:29:43.079043+00",
      stopAt: null,
    });
  });

  it("is kept as compact text, in the order of the sender", () => {
    const record = parseRecord(` {
      "stop_time": null, "runtime": 5, "unknown": [{"a": [1, true, null, "x"]}],
      "components": [ {"scores": [ {"value": 9.2, "name": "S"} ], "amount": 10, "name": "CPU"} ],
      "meta": { "site_id" : [ "site1" , "\\u00fc\\n" ] , "empty" : [ ] },
      ${start}, "record_id": "a b" } `);
    expect(record.metaText).toBe('{"site_id":["site1","ü\\n"],"empty":[]}');
    expect(record.componentsText).toBe(
      '[{"name":"CPU","amount":10,"scores":[{"name":"S","value":9.2}]}]',
    );
    expect(record.meta?.get("site_id")).toEqual(["site1", "ü\n"]);
  });

  it.each(["0", "4294967296", "9007199254740993", "9223372036854775807"])(
    "keeps the amount %s",
    (amount) => {
      expect(parseRecord(withComponent(amount)).componentsText).toContain(`"amount":${amount},`);
    },
  );

  it.each([
    ["9.2", "9.2"],
    ["10", "10.0"],
    ["10.0", "10.0"],
    ["0", "0.0"],
    ["1e2", "100.0"],
    ["1.7976931348623157e308", "1.7976931348623157e+308"],
    ["1e-7", "1e-7"],
    ["18446744073709551616", "18446744073709552000"],
  ])("keeps the score %s as %s", (sent, kept) => {
    expect(parseRecord(withScore(sent)).componentsText).toContain(`"value":${kept}}`);
  });

  it("writes a backslash so that every client finds the end of the text", () => {
    const { metaText } = parseRecord(withMeta('{"k":["a\\\\","\\\\\\"","\\/"]}'));
    expect(metaText).toBe('{"k":["a\\u005c","\\u005c\\"","/"]}');
    expect(JSON.parse(metaText ?? "")).toEqual({ k: ["a\\", '\\"', "/"] });
  });

  it("may have components of one name", () => {
    const one = '{"name":"CPU","amount":1,"scores":[]}';
    const { componentsText } = parseRecord(
      `{"record_id":"a","components":[${one},${one}],${start}}`,
    );
    expect(componentsText).toBe(`[${one},${one}]`);
  });

  it.each([
    ["e\u0301".repeat(256), true],
    ["a".repeat(256), true],
    ["a".repeat(257), false],
    ["👩‍👩‍👧".repeat(256), true],
    ["👩‍👩‍👧".repeat(257), false],
    [" a ", true],
    [" \t ", false],
    ["\u0085", false],
    ["\ufeff", true],
    ["", false],
    ["a\0b", false],
    ['/()"<>\\{}#%', true],
  ])("counts the characters of an id (%#)", (id, isGood) => {
    const read = () => parseRecord(withId(JSON.stringify(id))).recordId;
    if (isGood) expect(read()).toBe(id);
    else expect(read).toThrow(/Json deserialize error: Parsing '.*' failed at line/s);
  });

  it.each([
    ["", "EOF while parsing a value at line 1 column 0"],
    ["{", "EOF while parsing an object at line 1 column 1"],
    [`${least}x`, "trailing characters"],
    ["[]", "invalid type: sequence, expected struct RecordAdd"],
    [
      '{"record_id":"a","start_time":"2021-12-06T16:29:43Z"}',
      "missing field `components` at line 1 column 53",
    ],
    [`{"record_id":"a","components":[]}`, "missing field `start_time`"],
    [`{"components":[],${start}}`, "missing field `record_id`"],
    [`{"record_id":"a","record_id":"a","components":[],${start}}`, "duplicate field `record_id`"],
    [withId("1"), "invalid type: integer `1`, expected a string"],
    [withId('"\\ud800"'), "lone leading surrogate"],
    [withId('"\\x"'), "invalid escape"],
    [withId('"a\nb"'), "control character"],
    [`{"record_id":"a","components":null,${start}}`, "invalid type: null, expected a sequence"],
    [withMeta('{"site":"b"}'), 'invalid type: string "b", expected a sequence'],
    [withMeta('{"site":[1]}'), "invalid type: integer `1`, expected a string"],
    [withMeta('{"site":[" "]}'), "Parsing ' ' failed"],
    [withMeta('{" ":["a"]}'), "Parsing ' ' failed"],
    [withMeta('{"a":[],"a":[]}'), "duplicate field `a`"],
    [withMeta("[]"), "invalid type: sequence, expected a map"],
    [withComponent("1.0"), "invalid type: floating point `1.0`, expected i64"],
    [withComponent("1e2"), "invalid type: floating point `1e2`, expected i64"],
    [withComponent("-0"), "invalid type: floating point"],
    [withComponent("-1"), "Parsing '-1' failed."],
    [withComponent('"1"'), 'invalid type: string "1", expected i64'],
    [withComponent("9223372036854775808"), "invalid value: integer `9223372036854775808`"],
    [withComponent("18446744073709551616"), "invalid type: floating point"],
    [withComponent("01"), "invalid number"],
    [withComponent("1."), "invalid number"],
    [withComponent("NaN"), "expected value"],
    [withComponent("1", "null"), "invalid type: null, expected a sequence"],
    [
      `{"record_id":"a","components":[{"name":"CPU","amount":1}],${start}}`,
      "missing field `scores`",
    ],
    [withScore("-0.5"), "Parsing '-0.5' failed."],
    [withScore("null"), "invalid type: null, expected f64"],
    [withScore("1e400"), "number out of range"],
    ['{"record_id":"a","components":[],"start_time":1659520020}', "invalid type: integer"],
    ['{"record_id":"a","components":[],"start_time":"2021-12-06"}', "input is not enough"],
    ['{"record_id":"a","components":[],"start_time":null}', "invalid type: null"],
    [
      `{"record_id":"a","components":[],${start},"stop_time":"2021-12-06T16:29:43"}`,
      "premature end of input",
    ],
    [`{"x":${"[".repeat(200)}${"]".repeat(200)}}`, "recursion limit exceeded"],
    ["{\n\n  x", "key must be a string at line 3 column 2"],
  ])("%s is refused: %s", (text, detail) => {
    expect(() => parseRecord(text)).toThrow(detail);
    expect(() => parseRecord(text)).toThrow(/^Json deserialize error: /);
  });
});

describe("the end of a record", () => {
  it("is all that counts of an update", () => {
    const text = `{"record_id":"a","components":[],"start_time":null,
      "stop_time":"2021-12-06T18:00:00.079043Z"}`;
    expect(parseRecordEnd(text)).toEqual({
      recordId: "a",
      stopAt: "2021-12-06T18:00:00.079043+00",
    });
  });

  it.each([
    [least, "missing field `stop_time`"],
    [`{"record_id":"a","components":[],"stop_time":null}`, "invalid type: null"],
    [`{"record_id":"a","stop_time":"2021-12-06T18:00:00Z"}`, "missing field `components`"],
    [`{"record_id":"a","components":[{}],"stop_time":"2021-12-06T18:00:00Z"}`, "missing field"],
  ])("%s is refused: %s", (text, detail) => {
    expect(() => parseRecordEnd(text)).toThrow(detail);
  });
});

describe("many records", () => {
  it("are read whole or not at all", () => {
    expect(parseRecords("[]")).toEqual([]);
    expect(parseRecords(`[${least}, ${least}]`)).toHaveLength(2);
    expect(() => parseRecords(`[${least},{}]`)).toThrow("missing field `record_id`");
    expect(() => parseRecords(least)).toThrow("invalid type: map, expected a sequence");
    expect(() => parseRecords(`[${least},]`)).toThrow("expected value");
  });

  it("are split without being understood", () => {
    expect(splitRecords('[1, {"a": [2]} ,"x"]')).toEqual(["1", '{"a": [2]}', '"x"']);
    expect(splitRecords('{"records": [1]}')).toEqual(["1"]);
    expect(splitRecords('{"rows": []}')).toEqual([]);
    expect(() => splitRecords('{"bursts": []}')).toThrow("unknown field `bursts`");
    expect(() => splitRecords("{}")).toThrow("expected one array");
  });
});
