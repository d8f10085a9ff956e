import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/**
 * An OpenID Connect provider on loopback that signs everybody in as one account: discovery, the
 * authorization code flow and RS256 tokens as real ones have them.
 */
export interface IdentityProvider {
  issuer: string;
  /** Account the next sign-in is for. */
  account: string;
  stop(): Promise<void>;
}

const CLIENT_ID = "headroom";

function encodePart(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function signToken(key: KeyObject, claims: Record<string, unknown>): string {
  const body = `${encodePart({ alg: "RS256", typ: "JWT", kid: "one" })}.${encodePart(claims)}`;
  return `${body}.${createSign("RSA-SHA256").update(body).sign(key).toString("base64url")}`;
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return new URLSearchParams(text);
}

function answer(response: ServerResponse, body: unknown): void {
  response.setHeader("content-type", "application/json").end(JSON.stringify(body));
}

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const nonces = new Map<string, string>();
  const provider: IdentityProvider = { issuer: "", account: "", stop: async () => {} };

  const routes: Record<string, (url: URL, req: IncomingMessage, res: ServerResponse) => unknown> = {
    "/.well-known/openid-configuration": (_url, _req, res) =>
      answer(res, {
        issuer: provider.issuer,
        authorization_endpoint: `${provider.issuer}/authorize`,
        token_endpoint: `${provider.issuer}/token`,
        jwks_uri: `${provider.issuer}/jwks`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
      }),
    "/jwks": (_url, _req, res) =>
      answer(res, {
        keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one", use: "sig", alg: "RS256" }],
      }),
    "/authorize": (url, _req, res) => {
      const back = new URL(url.searchParams.get("redirect_uri") ?? "");
      const code = `code-${nonces.size}`;
      nonces.set(code, url.searchParams.get("nonce") ?? "");
      back.searchParams.set("code", code);
      back.searchParams.set("state", url.searchParams.get("state") ?? "");
      res.writeHead(302, { location: back.href }).end();
    },
    "/token": async (_url, req, res) => {
      const form = await readForm(req);
      const nowSeconds = Math.floor(Date.now() / 1000);
      const claims = {
        iss: provider.issuer,
        aud: CLIENT_ID,
        sub: `subject-${provider.account}`,
        iat: nowSeconds,
        exp: nowSeconds + 300,
        nonce: nonces.get(form.get("code") ?? ""),
        preferred_username: provider.account,
      };
      const token = signToken(privateKey, claims);
      answer(res, { access_token: "unused", token_type: "Bearer", id_token: token });
    },
  };

  const server: Server = createServer((req, res) => {
    const url = new URL(req.url ?? "/", provider.issuer);
    const route = routes[url.pathname];
    if (route) route(url, req, res);
    else res.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  provider.issuer = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  provider.stop = () => new Promise((done) => server.close(() => done()));
  return provider;
}
