/**
 * How often typing is told. Screens repeat it every few seconds and say once
 * that it has ended; whatever says more costs a look at the memory here, not a
 * transaction or a call to the vendor.
 *
 * Kept in this process: an agent's two screens on two nodes are paced apart.
 */
export type TypingPace = {
  /** Should colleagues hear of it? `who` types (or no longer) in `threadId`. */
  tellsColleagues(who: string, threadId: string, on: boolean): boolean;
  /** Should the customer see it? */
  tellsCustomer(threadId: string, on: boolean): boolean;
};

/** More often says nothing new. */
const COLLEAGUES_EVERY_MS = 1_000;
/** A sign of typing stays that long at the customer's; Meta counts each call. */
const CUSTOMER_EVERY_MS = 3_000;
const MAX_REMEMBERED = 10_000;

export function createTypingPace(
  now: () => number = () => performance.now(),
): TypingPace {
  const colleagues = createPace(COLLEAGUES_EVERY_MS, now);
  const customers = createPace(CUSTOMER_EVERY_MS, now);
  return {
    tellsColleagues: (who, threadId, on) =>
      colleagues(`${who} ${threadId}`, on),
    tellsCustomer: (threadId, on) => customers(threadId, on),
  };
}

/** A beginning at most every `everyMs`; an end only after a beginning that was told. */
function createPace(everyMs: number, now: () => number) {
  const told = new Map<string, { at: number; on: boolean }>();
  return (key: string, on: boolean): boolean => {
    const last = told.get(key);
    if (!on) {
      if (!last?.on) return false;
      last.on = false;
      return true;
    }
    const at = now();
    if (last && at - last.at < everyMs) return false;
    told.delete(key); // to the end of the line
    if (told.size >= MAX_REMEMBERED) {
      for (const oldest of told.keys()) {
        told.delete(oldest);
        break;
      }
    }
    told.set(key, { at, on });
    return true;
  };
}
