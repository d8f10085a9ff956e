import "server-only";
import { AppError } from "@/lib/platform/errors";
import { hashToken, randomText, seal } from "@/lib/platform/secrets";

/** Characters of an HMAC secret, exactly. */
const HMAC_SECRET_LENGTH = 64;

const BEARER_ACCESS_LENGTH = 12;
const BEARER_SECRET_LENGTH = 40;
const ACCESS_LENGTH = 16;

export interface NewBearer {
  /** Shown once; only its hash is kept. */
  token: string;
  access: string;
  secretHash: string;
}

export interface NewHmac {
  access: string;
  /** Shown once; kept encrypted, since verifying a signature needs the clear text. */
  secret: string;
  secretCipher: string;
}

export interface NewBasic {
  /** User name of the URL; the key's `access`. */
  access: string;
  password: string;
  secretHash: string;
}

/** A bearer token: `hr_<access>_<secret>`. */
export function newBearer(): NewBearer {
  const access = randomText(BEARER_ACCESS_LENGTH);
  const token = `hr_${access}_${randomText(BEARER_SECRET_LENGTH)}`;
  return { token, access, secretHash: hashToken(token) };
}

/**
 * A signing key; what is not given is generated. Throws `invalid_input` for an access name that is
 * not 1 to 16 of `[a-zA-Z0-9_]` and for a secret that is not exactly 64 printable characters.
 */
export function newHmac(given: { access?: string; secret?: string } = {}): NewHmac {
  const access = given.access ?? randomText(ACCESS_LENGTH);
  const secret = given.secret ?? randomText(HMAC_SECRET_LENGTH, "secret");
  const fields: Record<string, string[]> = {};
  if (!/^[a-zA-Z0-9_]{1,16}$/.test(access)) {
    fields.access = ["Use 1 to 16 letters, digits and underscores."];
  }
  if (!/^[\x21-\x7e]{64}$/.test(secret)) {
    fields.secret = [`The secret must have exactly ${HMAC_SECRET_LENGTH} characters, no blanks.`];
  }
  const [message] = Object.values(fields).flat();
  if (message) throw new AppError("invalid_input", message, { fields });
  return { access, secret, secretCipher: seal(secret, access) };
}

/** A user name and password for clients that only know basic authentication. */
export function newBasic(): NewBasic {
  const password = randomText(BEARER_SECRET_LENGTH);
  return { access: randomText(ACCESS_LENGTH), password, secretHash: hashToken(password) };
}
