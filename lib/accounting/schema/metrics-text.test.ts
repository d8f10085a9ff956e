import { expect, it } from "vitest";
import { printMetrics } from "./metrics-text";

it("counts are printed as Prometheus reads them", () => {
  const text = printMetrics({
    total: 4n,
    sites: [{ value: 'a "b"\\\n', count: 3n }],
    groups: [],
    users: [{ value: "user1", count: 2n }],
  });
  expect(text.split("\n")).toEqual(
    expect.arrayContaining([
      "# TYPE num_records_database gauge",
      "num_records_database 4",
      'num_records_database_per_site{site="a \\"b\\"\\\\\\n"} 3',
      'num_records_database_per_user{user_id="user1"} 2',
    ]),
  );
  expect(text.endsWith("\n")).toBe(true);
});
