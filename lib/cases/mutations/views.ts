import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { lockFor, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { type SavedView, type SaveViewInput, savedViewsSchema } from "../schema";

/** Key of the preference that holds a person's saved views of the queue. */
export const VIEWS_KEY = "cases.views";

/** Most views a person keeps; more than that is a list nobody reads. */
const MAX_VIEWS = 20;

/** Keeps the queue's address under a name; a view of that name is replaced. */
export async function saveView(actor: Viewer, input: SaveViewInput): Promise<SavedView[]> {
  return changeViews(actor, (views) => {
    const others = views.filter((view) => view.name !== input.name);
    if (others.length >= MAX_VIEWS) {
      throw new AppError("invalid_state", `You have ${MAX_VIEWS} views already: delete one first.`);
    }
    return [...others, input].sort((a, b) => a.name.localeCompare(b.name));
  });
}

/** Forgets a view; one that is not there is no mistake. */
export async function deleteView(actor: Viewer, input: { name: string }): Promise<SavedView[]> {
  return changeViews(actor, (views) => views.filter((view) => view.name !== input.name));
}

function changeViews(
  actor: Viewer,
  change: (views: SavedView[]) => SavedView[],
): Promise<SavedView[]> {
  return transaction(async (tx: Tx) => {
    // Two tabs that save at once must not lose one of the two.
    await lockFor(tx, `${VIEWS_KEY}:${actor.id}`);
    const key = { personId: actor.id, key: VIEWS_KEY };
    const stored = await tx.personPreference.findUnique({ where: { personId_key: key } });
    const value = change(savedViewsSchema.parse(stored?.value ?? []));
    await tx.personPreference.upsert({
      where: { personId_key: key },
      create: { ...key, value },
      update: { value },
    });
    return value;
  });
}
