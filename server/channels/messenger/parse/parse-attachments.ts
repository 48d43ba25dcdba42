import { toLineAsSpelt, truncateStart } from "#contract/text/text.ts";
import type { InboundAttachment } from "#server/channels/inbound-event.ts";
import { parseTemplate } from "./parse-template.ts";
import {
  asId,
  asNumber,
  asObject,
  asObjects,
  asText,
  asTime,
} from "#server/channels/common/json.ts";
import type { JsonObject } from "#server/channels/common/json.ts";

type Meta = Record<string, unknown>;

const MAX_NAME_LENGTH = 200;

/**
 * All attachments of a message or an echo. Between 2026-06 and 2026-08 one
 * sticker came twice, as `sticker` and as `image`: it is one here.
 */
export function parseAttachments(message: JsonObject): InboundAttachment[] {
  const hasText = asText(message["text"]) !== null;
  const found = asObjects(message["attachments"]).flatMap(
    (attachment) => parseAttachment(attachment, hasText) ?? [],
  );
  // Before v6 the sticker's id stood beside the attachments.
  const stickerId = asId(message["sticker_id"]);
  const known = found.some(({ type }) => type === "sticker");
  if (stickerId !== null && !known) {
    const image = found.findIndex(({ type }) => type === "image");
    const url = found[image]?.url ?? null;
    found.splice(
      image < 0 ? 0 : image,
      image < 0 ? 0 : 1,
      sticker(url, stickerId),
    );
  }
  return withoutTwins(found);
}

function parseAttachment(
  attachment: JsonObject,
  hasText: boolean,
): InboundAttachment | null {
  const type = asText(attachment["type"]) ?? "";
  const payload = asObject(attachment["payload"]) ?? {};
  const stickerId = asId(payload["sticker_id"]);
  const url = asText(payload["url"]);
  switch (type) {
    case "image":
    case "sticker":
      if (stickerId !== null || type === "sticker") {
        return sticker(url, stickerId);
      }
      return file("image", url);
    case "video":
    case "audio":
    case "file":
      return file(type, url);
    case "location":
      return location(attachment, payload);
    case "template":
      return parseTemplate(payload);
    case "appointment_booking":
      return appointment(payload);
    case "fallback":
      return fallback(attachment, payload, hasText);
    case "share":
    case "reel":
    case "ig_reel":
    case "post":
    case "ig_post":
      return share(type, payload);
    default:
      return unsupported(type, url ?? asText(attachment["url"]));
  }
}

function file(
  type: "image" | "video" | "audio" | "file",
  url: string | null,
): InboundAttachment {
  if (url === null) return unsupported(type, null);
  return { type, url, name: type === "file" ? nameIn(url) : null, meta: null };
}

function sticker(
  url: string | null,
  stickerId: string | null,
): InboundAttachment {
  return { type: "sticker", url, name: null, meta: meta({ stickerId }) };
}

/** No longer documented, still sent by old clients. */
function location(
  attachment: JsonObject,
  payload: JsonObject,
): InboundAttachment {
  const place = asObject(payload["coordinates"]) ?? {};
  const lat = asNumber(place["lat"]);
  const long = asNumber(place["long"]);
  return {
    type: "location",
    url: null,
    name: null,
    meta: meta({
      title: asText(attachment["title"]) ?? asText(payload["title"]),
      link: asText(attachment["url"]) ?? asText(payload["url"]),
      coordinates: lat === null || long === null ? null : { lat, long },
    }),
  };
}

/**
 * A shared link, with title and url in the payload or beside the type. The
 * person chose the link: it is shown, never fetched. An empty one beside a
 * text only repeats that the text has a link.
 */
function fallback(
  attachment: JsonObject,
  payload: JsonObject,
  hasText: boolean,
): InboundAttachment | null {
  const title = asText(payload["title"]) ?? asText(attachment["title"]);
  const link = asText(payload["url"]) ?? asText(attachment["url"]);
  if (title === null && link === null) {
    return hasText ? null : unsupported("fallback", null);
  }
  return {
    type: "share",
    url: null,
    name: null,
    meta: meta({ title, link, vendorType: "fallback" }),
  };
}

function share(vendorType: string, payload: JsonObject): InboundAttachment {
  return {
    type: "share",
    url: null,
    name: null,
    meta: meta({
      title: asText(payload["title"]),
      link: asText(payload["url"]),
      vendorId: asId(payload["reel_video_id"]) ?? asId(payload["id"]),
      vendorType,
    }),
  };
}

function appointment(payload: JsonObject): InboundAttachment {
  return {
    type: "template",
    url: null,
    name: null,
    meta: meta({
      vendorType: "appointment_booking",
      bookingId: asId(payload["booking_id"]),
      status: asText(payload["status"]),
      startsAt: asTime(payload["start_time"])?.toISOString() ?? null,
      endsAt: asTime(payload["end_time"])?.toISOString() ?? null,
      timezone: asText(payload["timezone"]),
    }),
  };
}

function unsupported(
  vendorType: string,
  link: string | null,
): InboundAttachment {
  return {
    type: "unsupported",
    url: null,
    name: null,
    meta: meta({ vendorType: vendorType === "" ? null : vendorType, link }),
  };
}

/** Only known facts; null if there are none. */
function meta(facts: Meta): Meta | null {
  const known = Object.entries(facts).filter(([, value]) => value !== null);
  return known.length > 0 ? Object.fromEntries(known) : null;
}

/** The file's name in the address: the last piece of its path. */
function nameIn(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const piece = new URL(url).pathname.split("/").at(-1) ?? "";
  const name = toLineAsSpelt(decoded(piece).replace(/[/\\]/g, "_"));
  return name.includes(".") ? truncateStart(name, MAX_NAME_LENGTH) : null;
}

function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece; // a lone percent sign: the name as it stands
  }
}

function withoutTwins(attachments: InboundAttachment[]): InboundAttachment[] {
  const kept: InboundAttachment[] = [];
  for (const attachment of attachments) {
    const stickerId = attachment.meta?.["stickerId"];
    const twin =
      stickerId === undefined
        ? undefined
        : kept.find((other) => other.meta?.["stickerId"] === stickerId);
    if (twin) twin.url ??= attachment.url;
    else kept.push(attachment);
  }
  return kept;
}
