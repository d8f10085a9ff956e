import "server-only";
import { Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";

/**
 * Runs `work`; where it fails because a unique value is taken, throws the conflict that `explain`
 * words. ORDER: `explain` runs after the rollback, since the failed transaction takes no query.
 */
export async function onDuplicate<T>(
  work: () => Promise<T>,
  explain: () => Promise<{ message: string; field: string }>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isDuplicate =
      error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
    if (!isDuplicate) throw error;
    const { message, field } = await explain();
    throw new AppError("conflict", message, { fields: { [field]: [message] }, cause: error });
  }
}

/** The conflict of two people who edit one record: the second is told, nothing is overwritten. */
export function changedMeanwhile(what: string): AppError {
  return new AppError(
    "conflict",
    `Somebody else changed ${what} meanwhile. Close this, look again, then repeat your change.`,
  );
}
