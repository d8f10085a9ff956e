/** Name under which this process's connections stand in pg_stat_activity. */
export const processName = `headroom-${process.pid}`;

const store = globalThis as { __headroom?: Record<string, unknown> };

/**
 * The one value of this process under `key`, made at the first call. Next bundles a module once per
 * entry point, so a module variable would exist several times.
 */
export function processGlobal<T>(key: string, make: () => T): T {
  store.__headroom ??= {};
  store.__headroom[key] ??= make();
  return store.__headroom[key] as T;
}
