/** Runs once when a server process starts: wrong settings end it with one clear line each. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { env } = await import("@/lib/platform/env");
  env();
}
