/** One line of the doctor's report. */
export type Check = {
  /** Stable: what monitoring looks for. */
  key: string;
  /** warning: it works, and a person should look at it. */
  state: "ok" | "warning" | "failed";
  /** One sentence. */
  message: string;
  /** The next step; null: none. */
  fix: string | null;
};

/** The part that a check looks at is fine. */
export function ok(key: string, message: string): Check {
  return { key, state: "ok", message, fix: null };
}

/** The part works, and a person should look at it. */
export function warning(
  key: string,
  message: string,
  fix: string | null = null,
): Check {
  return { key, state: "warning", message, fix };
}

/** The part does not work. */
export function failed(
  key: string,
  message: string,
  fix: string | null = null,
): Check {
  return { key, state: "failed", message, fix };
}

/** A number and its words: counted(1, "file waits", "files wait"). Pure. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Turns a thrown error into the words of a sentence, without its final full stop. */
export function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  const text = message || code || String(error); // an AggregateError has no message
  return text.replaceAll(/\s+/g, " ").replace(/\.$/, "");
}
