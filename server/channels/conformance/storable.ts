import { isStorable } from "#contract/text/text.ts";
import type { InboundEvent } from "#server/channels/inbound-event.ts";

const MAX_ID_LENGTH = 500;
const MAX_INTEGER = 2 ** 31 - 1;
// A date before the vendor existed, or far in the future, counts as none.
const EARLIEST = new Date("2004-01-01T00:00:00Z");
const LATEST = new Date("2100-01-01T00:00:00Z");
const IDS = [
  "mid",
  "customerId",
  "accountId",
  "replyToMid",
  "key",
  "leadgenId",
  "formId",
];

/**
 * Values that the database or the console would choke on: texts that Postgres refuses,
 * ids that fit no index, times and numbers that no column holds.
 * @returns what is wrong, one line each; none: all of it can be stored
 */
export function faultsOf(event: InboundEvent): string[] {
  const faults: string[] = [];
  walk(event, event.type, faults);
  const facts = event as Record<string, unknown>;
  for (const name of IDS) {
    const id = facts[name];
    if (typeof id !== "string") continue;
    if (id === "") faults.push(`${name} is empty`);
    if (id.length > MAX_ID_LENGTH) faults.push(`${name} is too long`);
  }
  const { editNumber } = facts;
  if (typeof editNumber === "number" && Math.abs(editNumber) > MAX_INTEGER)
    faults.push(`editNumber ${editNumber}`);
  return faults;
}

function walk(value: unknown, path: string, faults: string[]): void {
  if (value instanceof Date) {
    if (!(value >= EARLIEST && value < LATEST))
      faults.push(`${path}: ${String(value)}`);
    return;
  }
  if (typeof value === "string") {
    if (!isStorable(value)) faults.push(`${path}: ${JSON.stringify(value)}`);
    return;
  }
  if (typeof value === "number" && !Number.isFinite(value))
    faults.push(`${path}: ${value}`);
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    walk(name, `${path}, a name`, faults);
    walk(inner, `${path}.${name}`, faults);
  }
}
