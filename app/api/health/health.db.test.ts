import { expect, it } from "vitest";
import { bearerRequest, makeMachine } from "@/lib/auth/factory";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { POST } from "../ingest/[feed]/route";
import { GET } from "./route";

const AT = 1_700_000_000;
const params = { params: Promise.resolve({}) };
const health = async (query = "") => {
  const answer = await GET(new Request(`http://headroom.test/api/health${query}`), params);
  return { status: answer.status, json: await answer.json() };
};

it("fails with fresh=1 while a component or feed is silent for too long", async () => {
  setClock(new Date(AT * 1000));
  await db().cluster.create({ data: { id: "health", name: "Health" } });
  const detector = await makeMachine("detector", "health", { id: "watch", intervalSeconds: 600 });
  await makeMachine("scheduler", "health");
  expect(await health("?fresh=1")).toMatchObject({ status: 200 });
  const request = bearerRequest(detector, "/api/ingest/bursts", []);
  await POST(request, { params: Promise.resolve({ feed: "bursts" }) });
  setClock(new Date((AT + 600) * 1000));
  expect((await health("?fresh=1")).status).toBe(200);
  setClock(new Date((AT + 601) * 1000));
  expect(await health("?fresh=1")).toEqual({
    status: 503,
    json: {
      status: "overdue",
      components: [
        { name: "watch", lastAt: new Date(AT * 1000).toISOString(), intervalSeconds: 600 },
      ],
      feeds: [
        { name: "burst:health", lastAt: new Date(AT * 1000).toISOString(), intervalSeconds: 600 },
      ],
    },
  });
  expect(await health()).toEqual({ status: 200, json: { status: "ok" } });
});
