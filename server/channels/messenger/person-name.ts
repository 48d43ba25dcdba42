import { asLine } from "#server/channels/common/json.ts";

const MAX_NAME_LENGTH = 200;

/** What Graph calls people it must not name, in lower case. */
const NAMELESS = new Set(["facebook user", "messenger user"]);

/** A person's name as Graph tells it. Null: it names nobody, or nothing of it can be seen. */
export function personName(value: unknown): string | null {
  const name = asLine(value, MAX_NAME_LENGTH);
  return name === null || NAMELESS.has(name.toLowerCase()) ? null : name;
}
