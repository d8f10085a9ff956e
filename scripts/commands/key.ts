import { keyList } from "@/lib/admin/lists/keys";
import { createKey, type NewKey, revokeKey, rotateKey } from "@/lib/admin/mutations/keys";
import { getKey } from "@/lib/admin/queries/keys";
import { createKeySchema, rotateKeySchema } from "@/lib/admin/schema";
import { systemActor } from "@/lib/auth/model";
import { listPage } from "@/lib/platform/list/page";
import { type Answer, asTable, everyPage, isoOrNull, type Noun, parseInput } from "./command";

const text = { type: "string" } as const;

/** The secret is JSON for people too: it is meant to be taken over, not read. */
function shownOnce(key: NewKey): Answer {
  return {
    value: key.secrets,
    text: JSON.stringify(key.secrets),
    hint: `Key ${key.access}: keep this, it cannot be shown again.`,
  };
}

async function keyId(access: unknown): Promise<number> {
  const { id } = await getKey(systemActor, typeof access === "string" ? access : "");
  return id;
}

export const keyCommands: Noun = {
  name: "key",
  about: "credentials of components",
  verbs: {
    create: {
      usage:
        "--component ID --kind bearer|hmac|basic [--access NAME] [--secret 64CHARS] " +
        "[--expires DATE]",
      options: { component: text, kind: text, access: text, secret: text, expires: text },
      async run({ values }) {
        const { component, expires, ...rest } = values;
        const given = { ...rest, componentId: component, expiresAt: expires };
        return shownOnce(await createKey(systemActor, parseInput(createKeySchema, given)));
      },
    },
    list: {
      usage: "[--component ID]",
      options: { component: text },
      async run({ values }) {
        const component = typeof values.component === "string" ? values.component : null;
        const rows = await everyPage((page) =>
          listPage(keyList, systemActor, { page, size: 100, sort: "access", component }),
        );
        const value = rows.map((row) => ({
          access: row.access,
          kind: row.kind,
          component: row.componentId,
          state: row.state,
          createdAt: row.createdAt.toISOString(),
          expiresAt: isoOrNull(row.expiresAt),
          lastUsedAt: isoOrNull(row.lastUsedAt),
        }));
        const lines = value.map((row) => Object.values(row));
        const heading = ["KEY", "KIND", "COMPONENT", "STATE", "CREATED", "EXPIRES", "LAST USED"];
        return { value, text: asTable(heading, lines) };
      },
    },
    rotate: {
      usage: "--access NAME [--overlap 0|1|24] [--expires DATE]",
      options: { access: text, overlap: text, expires: text },
      async run({ values }) {
        const id = await keyId(values.access);
        const given = { id, overlapHours: values.overlap, expiresAt: values.expires };
        return shownOnce(await rotateKey(systemActor, parseInput(rotateKeySchema, given)));
      },
    },
    revoke: {
      usage: "--access NAME",
      options: { access: text },
      async run({ values }) {
        await revokeKey(systemActor, { id: await keyId(values.access) });
        return { value: { access: values.access }, text: `revoked key ${values.access}` };
      },
    },
  },
};
