import { request as httpRequest } from "node:http";
import { makeMachine } from "@/lib/auth/factory";
import { siteUrl } from "@/lib/platform/env";
import { expect, openServerDatabase, sessionCookie, test } from "./fixtures";

/** Addresses that no browser writes: bytes that are no text, a bare `%`, the character 0. */

/** The path goes out as it is; `fetch` would put some of it right. */
async function get(path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(siteUrl());
    const sent = httpRequest({ hostname, port, path, headers }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (piece) => {
        body += piece;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    sent.on("error", reject).end();
  });
}

const strange = ["%E0%A4%A", "100%", "%ff", "a%00b", "%"];

test("no address of ours is answered by an error of the server", async () => {
  await openServerDatabase();
  const bearer = { Authorization: `Bearer ${(await makeMachine("reader", null)).token}` };
  for (const part of strange) {
    const isText = !part.includes("%00");
    for (const [path, status] of [
      [`/api/v1/dataspace/taskmanagers/${part}`, isText ? 404 : 400],
      [`/api/v1/dataspace/taskmanagers/x/generations/${part}`, isText ? 404 : 400],
      [`/api/export/${part}`, isText ? 404 : 400],
      [`/api/export/cases?cluster=${part}`, 400],
      [`/api/health?fresh=${part}`, 400],
    ] as const) {
      const answer = await get(path, bearer);
      expect([path, answer.status]).toEqual([path, status]);
      expect(JSON.parse(answer.body)).toHaveProperty("ref");
    }
  }
});

test("a page that nobody can mean is not there", async () => {
  const { name, value } = await sessionCookie("admin");
  const cookie = { Cookie: `${name}=${value}` };
  for (const part of strange) {
    for (const room of ["/groups", "/storage", "/dataspace", "/cases"]) {
      const path = `${room}/${part}`;
      expect([path, (await get(path, cookie)).status < 500]).toEqual([path, true]);
    }
    for (const page of ["/cases?q=", "/storage?group=", "/accounting?group=", "/dataspace?q="]) {
      const path = `${page}${part}`;
      expect([path, (await get(path, cookie)).status]).toEqual([path, 200]);
    }
  }
});

test("a record is found by an id with a bare %", async () => {
  await openServerDatabase();
  const collector = await makeMachine("collector", null);
  const reader = await makeMachine("reader", null);
  const id = `100% of ${collector.actor.id}%`;
  const added = await fetch(new URL("/record", siteUrl()), {
    method: "POST",
    headers: {
      Authorization: `Bearer ${collector.token}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({
      record_id: id,
      meta: {},
      components: [{ name: "Core", amount: 1, scores: [] }],
      start_time: "2026-01-01T00:00:00Z",
    }),
  });
  expect(added.status).toBe(200);
  const headers = { Authorization: `Bearer ${reader.token}` };
  for (const path of [encodeURIComponent(id), id.replaceAll(" ", "%20")]) {
    const answer = await get(`/record/${path}`, headers);
    expect(JSON.parse(answer.body).record_id).toBe(id);
  }
  for (const part of strange) {
    expect((await get(`/record/${part}`, headers)).status).toBe(404);
  }
});
