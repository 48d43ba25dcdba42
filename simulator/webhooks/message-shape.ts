import { attachmentPath, cdnUrl } from "../world/attachments.ts";
import type { SimAttachment, SimMessage, World } from "../world/model.ts";

/** The `attachments` array of a webhook's message; [] when there are none. */
export function webhookAttachments(
  world: World,
  message: SimMessage,
): Record<string, unknown>[] {
  return message.attachments.flatMap((attachment) =>
    shape(world, attachment, message.from === "page"),
  );
}

function shape(
  world: World,
  attachment: SimAttachment,
  isEcho: boolean,
): Record<string, unknown>[] {
  const path = attachmentPath(attachment);
  const url = path === null ? null : cdnUrl(world, path);
  switch (attachment.type) {
    case "sticker":
      return stickerShapes(world, {
        url,
        sticker_id: Number(attachment.stickerId),
      });
    case "template":
      return [{ type: "template", payload: attachment.payload ?? {} }];
    case "location":
      return [{ type: "location", ...attachment.payload }];
    case "fallback":
      // Echoes keep the old form: title and url beside the type.
      return isEcho
        ? [{ type: "fallback", ...attachment.payload, payload: null }]
        : [{ type: "fallback", payload: attachment.payload }];
    case "image":
    case "video":
    case "audio":
    case "file": {
      // A number here, although the Send API takes it as text.
      const id = attachment.attachmentId;
      const reusable = isEcho && id ? { attachment_id: Number(id) } : {};
      return [{ type: attachment.type, payload: { url, ...reusable } }];
    }
  }
}

function stickerShapes(world: World, payload: Record<string, unknown>) {
  const modern = { type: "sticker", payload };
  const old = { type: "image", payload };
  switch (world.settings.stickerShape) {
    case "sticker":
      return [modern];
    case "image":
      return [old];
    case "both":
      return [modern, old];
  }
}
