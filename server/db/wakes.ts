/** Kinds of work that are rows in the database. Each has a loop in pipeline/. */
export type Work =
  | "apply"
  | "send"
  | "announce"
  | "media"
  | "profiles"
  | "timers"
  | "route"
  | "backfill"
  | "mail"
  | "push"
  | "team-chats"
  | "leads"
  | "imports";

export type Wakes = {
  /** Wakes the loops of this process, and those that listen elsewhere, because there is work. */
  wake(work: Work): void;
  /** @returns a function that stops listening */
  onWake(listener: (work: Work) => void): () => void;
};

/** A wake shortens a wait and is never needed for correctness: a poll finds all work. */
export function createWakes(): Wakes {
  const listeners = new Set<(work: Work) => void>();
  return {
    wake(work) {
      for (const listener of listeners) listener(work);
    },
    onWake(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** By open transaction, the works that its commit wakes; by database, its wakes. */
const pending = new WeakMap<object, (work: Work) => void>();

/**
 * Called by the function that writes a row of work: the commit of `tx` wakes
 * the loop. Outside a transaction (`db.sql`, `db.prisma`) it is called after
 * the statement, which has committed already, and wakes at once.
 */
export function wakeAfterCommit(tx: object, work: Work): void {
  pending.get(tx)?.(work);
}

/** Statements on `sql` are each a transaction of their own. */
export function wakeAtOnce(sql: object, wakes: Wakes): void {
  pending.set(sql, (work) => {
    wakes.wake(work);
  });
}

/**
 * Collects the wakes of one transaction.
 * @returns a function to call after the commit; a rollback wakes nothing
 */
export function collectWakes(tx: object, wakes: Wakes): () => void {
  const works = new Set<Work>();
  pending.set(tx, (work) => works.add(work));
  return () => {
    for (const work of works) wakes.wake(work);
  };
}
