import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { bearerRequest, type Machine, makeMachine, signedRequest } from "./factory";
import { newHmac } from "./key-secrets";
import { authenticateBasic, authenticateBearer, authenticateHmac } from "./keys";

// Signatures below were computed by another program from the protocol's text.
const SECRET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const DATE = "Fri, 13 Dec 2019 20:35:01 +0000";
const AT = new Date("2019-12-13T20:35:01Z");
const POSTED = "1EoICGah5Z+9FfKgY+i7OZC+0feW4D4tWZVe0seZvnI=";

let machine: Machine;
let serial = 0;
let access = "";

beforeEach(async () => {
  serial += 1;
  access = `fixed_key_${serial}`;
  setClock(AT);
  await db().cluster.create({ data: { id: `c${serial}`, name: `C ${serial}` } });
  machine = await makeMachine("detector", `c${serial}`);
  const { access: name, secretCipher } = newHmac({ access, secret: SECRET });
  await db().apiKey.create({
    data: { kind: "hmac", access: name, secretCipher, componentId: machine.actor.id },
  });
});

afterEach(() => setClock());

function request(method: string, path: string, headers: Record<string, string>): Request {
  return new Request(`http://headroom.test${path}`, { method, headers });
}

function signed(digest: string, path = "/api/cases/", method = "POST", date = DATE): Request {
  return request(method, path, { Date: date, Authorization: `BEAM ${access} ${digest}` });
}

describe("signed requests", () => {
  it.each([
    ["POST", "/api/cases/", POSTED],
    ["POST", "/api/cases", "+9zZ7Fn1bSP8vJR22Qz7H5j3kINdLl888LlIvqUx3XA="],
    [
      "GET",
      "/api/cases/?view=adjustor&report=bursts",
      "Ey+JsDfiQz2KwZsni3XbKApTdk6Pnwe9AEuOd0ARrk4=",
    ],
    ["GET", "/api/cases/17", "VUY+y/288EMiW0C0SzAwkA3qWHRYqO/xRG9X6iX67ls="],
    [
      "GET",
      "/api/cases/?e=%2B&c=%C3%BC%2F&b=x+y&b=second&d&a=1",
      "U2glq7vc3FVJEYCngzoI94kjESUPZ+wl78ZHXZw6X7I=",
    ],
  ])("%s %s verifies", async (method, path, digest) => {
    const { actor } = await authenticateHmac(signed(digest, path, method));
    expect(actor).toMatchObject({ id: machine.actor.id, clusterId: `c${serial}` });
  });

  it.each([
    [{ Date: DATE }, 401, "Missing authorization header"],
    [{ Date: DATE, Authorization: "" }, 401, "Invalid authorization header"],
    [{ Date: DATE, Authorization: "BEAM x" }, 401, "Invalid authorization header"],
    [{ Date: DATE, Authorization: "BEAM x y z" }, 401, "Invalid authorization header"],
    [{ Date: DATE, Authorization: "Beam x y" }, 401, "Invalid authorization header"],
    [{ Date: DATE, Authorization: "BEAM nobody abc" }, 401, /could not be verified/],
    [{ Authorization: "BEAM nobody abc" }, 400, "Missing date header"],
  ])("%j answers %i", async (headers, status, message) => {
    const failed = authenticateHmac(request("POST", "/api/cases/", headers as never));
    await expect(failed).rejects.toMatchObject({
      status,
      message: typeof message === "string" ? message : expect.stringMatching(message),
    });
  });

  it("a wrong digest, path, method or date does not verify", async () => {
    for (const wrong of [
      signed(POSTED.replace("1", "2")),
      signed(POSTED, "/api/cases"),
      signed(POSTED, "/api/cases/?x=1"),
      signed(POSTED, "/api/cases/", "GET"),
      signed(POSTED, "/api/cases/", "POST", "Fri, 13 Dec 2019 20:35:01 GMT"),
    ]) {
      await expect(authenticateHmac(wrong)).rejects.toMatchObject({ status: 401 });
    }
  });

  it("a date of 300 s either way counts, one more second does not", async () => {
    for (const [offset, isFine] of [
      [300, true],
      [-300, true],
      [301, false],
      [-301, false],
    ] as const) {
      setClock(new Date(AT.getTime() + offset * 1000));
      const answer = authenticateHmac(signed(POSTED));
      if (isFine) await expect(answer).resolves.toBeDefined();
      else await expect(answer).rejects.toMatchObject({ status: 400 });
    }
  });

  it("a date that is none answers 400 after the digest was checked", async () => {
    const fixed = { access, secret: SECRET };
    const path = "/api/cases/";
    const right = signedRequest(fixed, "GET", path, { date: "yesterday" });
    await expect(authenticateHmac(right)).rejects.toMatchObject({ status: 400 });
    const wrong = signedRequest(fixed, "GET", path, { date: "yesterday", signAs: "/other" });
    await expect(authenticateHmac(wrong)).rejects.toMatchObject({ status: 401 });
  });

  it("revoked and expired keys, and keys of another kind, do not verify", async () => {
    for (const data of [
      { state: "revoked", revokedAt: AT },
      { state: "active", revokedAt: null, expiresAt: AT },
    ]) {
      await db().apiKey.update({ where: { access }, data });
      await expect(authenticateHmac(signed(POSTED))).rejects.toMatchObject({ status: 401 });
    }
    const bearer = await db().apiKey.findFirstOrThrow({ where: { kind: "bearer" } });
    const asHmac = signedRequest({ access: bearer.access, secret: SECRET }, "GET", "/api/cases/");
    await expect(authenticateHmac(asHmac)).rejects.toMatchObject({ status: 401 });
  });

  it("notes when key and component were heard, also when the call fails later", async () => {
    await authenticateHmac(signed(POSTED));
    setClock(new Date(AT.getTime() + 400));
    await authenticateHmac(signed(POSTED));
    const read = () =>
      db().apiKey.findUniqueOrThrow({ where: { access }, include: { component: true } });
    expect(await read()).toMatchObject({ lastUsedAt: AT, component: { lastHeardAt: AT } });
    const later = new Date(AT.getTime() + 1_000);
    setClock(later);
    await authenticateHmac(signed(POSTED));
    expect(await read()).toMatchObject({ lastUsedAt: later, component: { lastHeardAt: later } });
    setClock(new Date(AT.getTime() + 301_000));
    await expect(authenticateHmac(signed(POSTED))).rejects.toMatchObject({ status: 400 });
    expect(await read()).toMatchObject({ lastUsedAt: later });
  });

  it("with a body digest the body is signed and the signature counts once", async () => {
    const bodyDigest = "CJnq7udtz908l/Ov1hzjEVjnt5WibxVo2DcniX5s7oU=";
    const make = () =>
      request("POST", "/api/cases/", {
        Date: DATE,
        Authorization: `BEAM ${access} TIv4BBoE63BeKv4afRT5Owkw1Y8ckM0UVn0nD9FSyds=`,
        "X-Headroom-Body-Digest": bodyDigest,
      });
    const { requireBody } = await authenticateHmac(make());
    expect(() => requireBody(Buffer.from('{"version": 2}'))).not.toThrow();
    expect(() => requireBody(Buffer.from('{"version": 3}'))).toThrow(/could not be verified/);
    await expect(authenticateHmac(make())).rejects.toMatchObject({ status: 401 });
  });
});

describe("bearer tokens", () => {
  it("give the component", async () => {
    const actor = await authenticateBearer(bearerRequest(machine, "/api/ingest/bursts", []));
    expect(actor).toMatchObject({ id: machine.actor.id, service: "detector" });
  });

  it("that are wrong, cut, revoked or expired do not verify", async () => {
    const access12 = machine.token.slice(3, 15);
    const attempt = (token: string) =>
      authenticateBearer(bearerRequest({ token }, "/api/ingest/bursts", []));
    for (const token of [`${machine.token}x`, machine.token.slice(0, -1), "hr_", "x"]) {
      await expect(attempt(token)).rejects.toMatchObject({ status: 401 });
    }
    await expect(
      authenticateBearer(request("POST", "/api/ingest/bursts", {})),
    ).rejects.toMatchObject({ status: 401 });
    await db().apiKey.update({ where: { access: access12 }, data: { expiresAt: AT } });
    await expect(attempt(machine.token)).rejects.toMatchObject({ status: 401 });
    await db().apiKey.update({
      where: { access: access12 },
      data: { expiresAt: null, state: "revoked" },
    });
    await expect(attempt(machine.token)).rejects.toMatchObject({ status: 401 });
  });
});

describe("user and password", () => {
  const basic = (credentials: string) =>
    request("GET", "/records", {
      Authorization: `Basic ${Buffer.from(credentials).toString("base64")}`,
    });

  it("name the component and are noted as used", async () => {
    const collector = await makeMachine("collector", null, { site: "SiteA,SiteB" });
    const actor = await authenticateBasic(basic(collector.basic));
    expect(actor).toMatchObject({ id: collector.actor.id, site: "SiteA,SiteB" });
    const { keyId } = actor;
    const key = await db().apiKey.findUniqueOrThrow({ where: { id: keyId } });
    expect(key).toMatchObject({ kind: "basic", lastUsedAt: AT });
  });

  it("that are wrong, revoked, expired or of another kind enter nowhere", async () => {
    const { basic: right, access: hmacName } = await makeMachine("collector", null);
    const [user = ""] = right.split(":");
    const wrong = [`${right}x`, `${user}:`, user, `:${right}`, `${hmacName}:x`, "", "a:b", "\0:b"];
    for (const credentials of wrong) {
      await expect(authenticateBasic(basic(credentials))).rejects.toThrow(/credentials|password/);
    }
    await expect(authenticateBasic(request("GET", "/", {}))).rejects.toThrow("password");
    await db().apiKey.update({ where: { access: user }, data: { expiresAt: AT } });
    await expect(authenticateBasic(basic(right))).rejects.toThrow("credentials");
    await db().apiKey.update({
      where: { access: user },
      data: { expiresAt: null, state: "revoked", revokedAt: AT },
    });
    await expect(authenticateBasic(basic(right))).rejects.toThrow("credentials");
  });

  it("of many at once are told apart, and a revoked one is out at once", async () => {
    const machines = await Promise.all(
      Array.from({ length: 12 }, () => makeMachine("collector", null)),
    );
    const enter = (credentials: string) =>
      authenticateBasic(basic(credentials)).then(
        ({ id }) => id,
        () => "nobody",
      );
    const asked = machines.flatMap((one) => [one.basic, `${one.basic}x`, one.basic]);
    expect(await Promise.all(asked.map(enter))).toEqual(
      machines.flatMap(({ actor }) => [actor.id, "nobody", actor.id]),
    );
    const [gone] = machines;
    const busy = asked.map(enter);
    await db().apiKey.updateMany({
      where: { componentId: gone?.actor.id ?? "" },
      data: { state: "revoked", revokedAt: AT },
    });
    expect(await enter(gone?.basic ?? "")).toBe("nobody");
    await Promise.all(busy);
  });
});
