import { asLine } from "#server/channels/common/json.ts";

const MAX_NAME_LENGTH = 200;

/** Graph's stand-ins for people whom it must not name, in lower case. */
const NAMELESS = new Set(["facebook user", "messenger user"]);

/** A person's name from Graph. Null: a stand-in, or no visible character. */
export function personName(value: unknown): string | null {
  const name = asLine(value, MAX_NAME_LENGTH);
  return name === null || NAMELESS.has(name.toLowerCase()) ? null : name;
}
