import { AsyncLocalStorage } from 'node:async_hooks';

const scope = new AsyncLocalStorage<typeof fetch>();
let isInstalled = false;

/**
 * Runs `work` so that a global `fetch` inside of it is `scoped`. For an SDK that takes no fetch of ours: only
 * so are redirects refused, limits held and headers seen. Outside of `work` nothing changes.
 */
export function withFetch<T>(scoped: typeof fetch, work: () => Promise<T>): Promise<T> {
  if (!isInstalled) {
    isInstalled = true;
    const original = globalThis.fetch;
    globalThis.fetch = (input, init) => (scope.getStore() ?? original)(input, init);
  }
  // `scoped` itself ends in the global fetch, which must not lead back to it.
  return scope.run((input, init) => scope.exit(() => scoped(input, init)), work);
}
