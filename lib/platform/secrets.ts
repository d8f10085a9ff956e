import {
  createCipheriv,
  createDecipheriv,
  createHash,
  hkdfSync,
  randomBytes,
  randomInt,
  timingSafeEqual,
} from "node:crypto";
import { env } from "./env";
import { AppError } from "./errors";

const SECRET_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const TOKEN_ALPHABET = SECRET_ALPHABET.slice(0, 62);

/** A key of 32 bytes for one purpose, derived from HEADROOM_SECRET. */
export function derivedKey(purpose: "session" | "hmac-secrets"): Buffer {
  const secret = env().HEADROOM_SECRET;
  if (!secret) throw new AppError("unavailable", "HEADROOM_SECRET is not set");
  return Buffer.from(hkdfSync("sha256", secret, "headroom", purpose, 32));
}

/** `length` characters from a cryptographic generator, uniform over the alphabet. */
export function randomText(length: number, kind: "secret" | "token" = "token"): string {
  const alphabet = kind === "secret" ? SECRET_ALPHABET : TOKEN_ALPHABET;
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}

/** SHA-256 of a high-entropy token, hex. SECURITY: never for passwords that people choose. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}

/** Compares two texts in constant time (their lengths may leak). */
export function isSameText(left: string, right: string): boolean {
  const a = Buffer.from(left, "utf8");
  const b = Buffer.from(right, "utf8");
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Encrypts with AES-256-GCM; `context` is bound to the ciphertext (the key's access name). */
export function seal(clear: string, context: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", derivedKey("hmac-secrets"), nonce);
  cipher.setAAD(Buffer.from(context, "utf8"));
  const body = Buffer.concat([cipher.update(clear, "utf8"), cipher.final()]);
  return ["v1", nonce, cipher.getAuthTag(), body]
    .map((part) => (typeof part === "string" ? part : part.toString("base64url")))
    .join(".");
}

/** Reverses `seal`; throws when the text, the context or HEADROOM_SECRET is another one. */
export function unseal(sealed: string, context: string): string {
  const [version, nonce, tag, body] = sealed.split(".");
  if (version !== "v1" || !nonce || !tag || body === undefined) {
    throw new Error("not a sealed secret");
  }
  const decipher = createDecipheriv(
    "aes-256-gcm",
    derivedKey("hmac-secrets"),
    Buffer.from(nonce, "base64url"),
  );
  decipher.setAAD(Buffer.from(context, "utf8"));
  decipher.setAuthTag(Buffer.from(tag, "base64url"));
  const clear = [decipher.update(Buffer.from(body, "base64url")), decipher.final()];
  return Buffer.concat(clear).toString("utf8");
}
