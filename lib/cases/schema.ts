import { z } from "zod";
import { MAX_BULK, MAX_NOTE_LENGTH, MAX_TICKET_LENGTH } from "./model";
import { freeVerbs, manyVerbs, versionedVerbs } from "./model/verbs";

/** Shapes of what people send about cases; what machines send is checked by the case types. */

/** PostgreSQL's `integer`. */
const MAX_INT = 2_147_483_647;
/** Longest ticket address. */
const MAX_URL_LENGTH = 500;
/** Longest name of a saved view. */
const MAX_VIEW_NAME_LENGTH = 40;
/** Longest query string of a saved view. */
const MAX_VIEW_QUERY_LENGTH = 1_000;

const hasNoNul = (text: string) => !text.includes("\0");

const caseId = z.int().min(1).max(MAX_INT);
const version = z.int().min(1);
const note = z
  .string()
  .max(MAX_NOTE_LENGTH, `At most ${MAX_NOTE_LENGTH} characters.`)
  .refine(hasNoNul, "Plain text only.");

/** SECURITY: it becomes a link, so anything but http and https (javascript:) is refused. */
const ticketUrl = z
  .url({ protocol: /^https?$/, error: "Give an address that begins with http:// or https://." })
  .max(MAX_URL_LENGTH);

const one = { id: caseId, note: note.optional() };

/** One verb on one case; what it takes beside a note depends on the verb. */
export const changeCaseSchema = z.discriminatedUnion("verb", [
  z.object({ ...one, verb: z.enum(freeVerbs) }),
  z.object({ ...one, verb: z.enum(versionedVerbs), version }),
  z.object({
    ...one,
    verb: z.literal("assign"),
    version,
    uid: z.string().min(1, "Choose somebody.").max(64),
  }),
  z.object({
    ...one,
    verb: z.literal("ticket"),
    version,
    /** Null removes the link. */
    number: z
      .string()
      .trim()
      .min(1, "Give the ticket's number.")
      .max(MAX_TICKET_LENGTH, `At most ${MAX_TICKET_LENGTH} characters.`)
      .refine(hasNoNul, "Plain text only.")
      .nullable(),
    ticketId: z.int().min(1).max(MAX_INT).optional(),
    url: ticketUrl.optional(),
    replace: z.boolean().optional(),
  }),
]);
export type ChangeCaseInput = z.infer<typeof changeCaseSchema>;

/** One verb and one note for many cases. */
export const changeCasesSchema = z.object({
  verb: z.enum(manyVerbs),
  ids: z.array(caseId).min(1, "Select a case.").max(MAX_BULK),
  note: note.optional(),
});
export type ChangeCasesInput = z.infer<typeof changeCasesSchema>;

const viewName = z.string().trim().min(1, "Give the view a name.").max(MAX_VIEW_NAME_LENGTH);

export const saveViewSchema = z.object({
  name: viewName,
  query: z.string().max(MAX_VIEW_QUERY_LENGTH),
});
export type SaveViewInput = z.infer<typeof saveViewSchema>;

export const deleteViewSchema = z.object({ name: viewName });

/** Views as a person's preference stores them; anything else there counts as none. */
export const savedViewsSchema = z
  .array(z.object({ name: z.string(), query: z.string() }))
  .catch([]);
export type SavedView = z.infer<typeof saveViewSchema>;
