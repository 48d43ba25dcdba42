import { setTimeout as pause } from "node:timers/promises";
const POLL_MS = 50;
const DEFAULT_MS = 30_000;

/**
 * Asks again and again until the answer is neither null, undefined nor false.
 * A check that throws counts as "not yet".
 *
 * @throws Error naming `what` and the last refusal, after `withinMs`
 */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  withinMs = DEFAULT_MS,
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + withinMs;
  let last: unknown = "not yet";
  for (;;) {
    try {
      const answer = await check();
      if (answer !== null && answer !== undefined && answer !== false) {
        return answer as NonNullable<Exclude<T, false>>;
      }
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${withinMs} ms (${String(last)})`, {
        cause: last,
      });
    }
    await pause(POLL_MS);
  }
}

/** Between two looks, or two tries; never instead of a condition. */
export { pause };

/** Works through them in their order, `width` at a time. */
export async function inParallel<T>(
  items: T[],
  width: number,
  act: (item: T) => Promise<unknown>,
): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) {
      await act(item);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}
