import { beforeAll, describe, expect, it } from "vitest";
import { bearerRequest, makeMachine } from "@/lib/auth/factory";
import { makeFeed } from "@/lib/dataspace/factory";
import { db } from "@/lib/platform/db";
import { GET } from "./route";

async function readAges(cluster: string | null): Promise<string[]> {
  const monitor = await makeMachine("monitor", cluster);
  const signed = bearerRequest(monitor, "/metrics", []);
  const request = new Request(signed.url, { headers: signed.headers });
  const text = await (await GET(request, { params: Promise.resolve({}) })).text();
  return text.split("\n").filter((line) => line.startsWith("dataspace_feed_age_seconds{"));
}

beforeAll(async () => {
  for (const id of ["north", "south"]) await db().cluster.create({ data: { id, name: id } });
});

const generations = [{ number: 1, madeAt: new Date(Date.now() - 90_000) }];

describe("the age of feeds", () => {
  it("is told to monitors, of their own cluster only", async () => {
    await makeFeed({ name: "burst:north", clusterId: "north", generations });
    await makeFeed({ name: "burst:south", clusterId: "south", generations });
    expect(await readAges(null)).toHaveLength(2);
    const [line, ...more] = await readAges("north");
    expect(more).toEqual([]);
    expect(line).toMatch(/^dataspace_feed_age_seconds\{feed="burst:north"\} 9\d$/);
  });
});
