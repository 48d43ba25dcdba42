import type {
  InboundAttachment,
  InboundEvent,
  InThread,
} from "#server/channels/inbound-event.ts";
import {
  readEvents,
  type ApiAttachment,
  type ApiEvent,
} from "#server/channels/api/events.ts";
import { parseJson } from "#server/channels/common/json.ts";

/** Never throws; null: not of the form, which receiving does not let in. */
export function parse(
  body: Uint8Array,
  { externalId: accountId }: { externalId: string },
): InboundEvent[] | null {
  const json = parseJson(body);
  if (!json.ok) return null;
  const read = readEvents(json.value);
  if (!read.ok) return null;
  return read.events.flatMap((event, index): InboundEvent[] =>
    event === null
      ? [{ type: "ignored", reason: "unknown_type", path: `events.${index}` }]
      : [...profileOf(event, accountId), ...toEvent(event, accountId)],
  );
}

function inThread(event: ApiEvent, accountId: string): InThread {
  const { key, customer } = event.conversation;
  return {
    accountId,
    customerId: customer.id,
    threadKey: key,
    at: event.at === undefined ? null : new Date(event.at),
  };
}

/** The profile event for details that come with an event; no details, no event. */
function profileOf(event: ApiEvent, accountId: string): InboundEvent[] {
  const { id, ...told } = event.conversation.customer;
  void id;
  const isTold = Object.values(told).some((value) => value !== undefined);
  return isTold
    ? [{ ...inThread(event, accountId), type: "profile", told }]
    : [];
}

function toEvent(event: ApiEvent, accountId: string): InboundEvent[] {
  const common = inThread(event, accountId);
  switch (event.type) {
    case "message":
      return [
        {
          ...common,
          type: "message",
          mid: event.id,
          ...contentOf(event),
          context: null,
        },
      ];
    case "echo":
      return [
        {
          ...common,
          type: "echo",
          mid: event.id,
          ...contentOf(event),
          appId: null,
          metadata: null,
        },
      ];
    case "delivered":
      return [
        { ...common, type: "delivered", mids: [event.target], watermark: null },
      ];
    case "read":
      return [{ ...common, type: "read", mid: event.target, watermark: null }];
    case "edit":
      return [
        {
          ...common,
          type: "edit",
          mid: event.target,
          text: event.text,
          // The later edit wins, whichever arrives first.
          editNumber: common.at && Math.floor(common.at.getTime() / 1000),
        },
      ];
    case "unsend":
      return [{ ...common, type: "unsend", mid: event.target }];
    case "reaction":
      return [
        { ...common, type: "reaction", mid: event.target, emoji: event.emoji },
      ];
    case "profile":
      return [];
  }
}

function contentOf(event: Extract<ApiEvent, { type: "message" | "echo" }>) {
  return {
    text: event.text ?? null,
    attachments: (event.attachments ?? []).map(toAttachment),
    replyToMid: event.replyTo ?? null,
  };
}

function toAttachment({ url, name, type }: ApiAttachment): InboundAttachment {
  return {
    type: type === undefined ? typeByEnding(name ?? url) : typeOf(type),
    url,
    name: name ?? null,
    meta: null,
  };
}

/** A MIME type, or its first part alone. */
function typeOf(type: string): InboundAttachment["type"] {
  const [family] = type.split("/");
  const isMedia =
    family === "image" || family === "video" || family === "audio";
  return isMedia ? family : "file";
}

const ENDINGS: [InboundAttachment["type"], RegExp][] = [
  ["image", /^(png|jpe?g|gif|webp|avif|heic)$/],
  ["video", /^(mp4|m4v|mov|webm)$/],
  ["audio", /^(mp3|m4a|aac|og[ga]|opus|wav)$/],
];

/** The type by the ending of a file's name, or of an address without its query. */
function typeByEnding(name: string): InboundAttachment["type"] {
  const ending = /\.([a-z0-9]+)(?:[?#].*)?$/i.exec(name)?.[1] ?? "";
  const [type = "file"] =
    ENDINGS.find(([, endings]) => endings.test(ending.toLowerCase())) ?? [];
  return type;
}
