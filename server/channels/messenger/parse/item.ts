import type { InThread, InboundEvent } from "#server/channels/inbound-event.ts";
import type { BatchItem } from "#server/channels/meta/batch.ts";
import {
  asFlag,
  asId,
  asObject,
  asTime,
} from "#server/channels/common/json.ts";
import type { JsonObject } from "#server/channels/common/json.ts";
import { sha256Hex } from "#server/runtime/crypto.ts";

/** One messaging item with its two sides identified. */
export type Item = {
  path: string;
  body: JsonObject;
  /** The page. Null: neither the entry nor the item names it. */
  accountId: string | null;
  /** Page and person; null where one of them is missing. */
  thread: InThread | null;
  /** The page acted, not the person. */
  fromPage: boolean;
  at: Date | null;
};

const NO_ACCOUNT = "0"; // the entry id of the dashboard's tests

/**
 * Identifies page and person. The page is the entry's id, or the recipient (of
 * an echo: the sender). The person is the other side, in whichever order the
 * item has them.
 */
export function readItem(source: BatchItem): Item {
  const { body } = source;
  const sender = sideId(body["sender"]);
  const recipient = sideId(body["recipient"]);
  const isEcho = asFlag(asObject(body["message"])?.["is_echo"]);
  const entryId = source.entryId === NO_ACCOUNT ? null : asId(source.entryId);
  const accountId = entryId ?? (isEcho ? sender : recipient);
  const fromPage = isEcho || (sender !== null && sender === accountId);
  const likely = fromPage ? [recipient, sender] : [sender, recipient];
  const customerId = likely.find((id) => id !== null && id !== accountId);
  const at = asTime(body["timestamp"]);
  return {
    path: source.path,
    body,
    accountId,
    thread:
      accountId === null || !customerId
        ? null
        : {
            accountId,
            customerId,
            at,
            standby: source.via === "standby" || source.field === "standby",
          },
    fromPage,
    at,
  };
}

/**
 * The same for the same event delivered again, different for every other: for
 * events without a vendor's id.
 */
export function keyOf(item: Item, kind: string): string {
  return sha256Hex(JSON.stringify([kind, item.accountId, item.body]));
}

export function ignored(item: { path: string }, reason: string): InboundEvent {
  return { type: "ignored", reason, path: item.path };
}

function sideId(side: unknown): string | null {
  return asId(asObject(side)?.["id"]);
}
