/**
 * Limits how often typing is sent. Screens repeat it every few seconds and
 * report its end once. More frequent reports cost a lookup in memory, without
 * a transaction or a call to the vendor.
 * The state is kept in this process: an agent's two screens on two nodes are
 * paced apart.
 */
export type TypingPace = {
  /** Whether to publish to teammates that `who` is typing in `threadId`, or no longer is. */
  tellsColleagues(who: string, threadId: string, on: boolean): boolean;
  /** Whether to send it to the customer. */
  tellsCustomer(threadId: string, on: boolean): boolean;
};

/** More often than this says nothing new. */
const COLLEAGUES_EVERY_MS = 1_000;
/** The customer's app shows typing for this long, and Meta counts each call. */
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

/** Allows a start at most every `everyMs`, and an end only after a start that was sent. */
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
    told.delete(key); // moves it to the end of the map
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
