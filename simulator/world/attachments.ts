import type { SimAttachment, World } from "./model.ts";

/** A link to bytes the world holds, as the platform hands them out: it dies
 *  after `cdnLifetimeMs` (`oe` is its end in hex seconds). */
export function cdnUrl(world: World, path: string): string {
  const ends = Math.floor((Date.now() + world.settings.cdnLifetimeMs) / 1000);
  return `${world.baseUrl}/cdn/${path}?oh=00_sim&oe=${ends.toString(16)}`;
}

/** The same bytes for the simulator's own page, which never expire. */
export function viewUrl(path: string): string {
  return `/cdn/${path}?view=1`;
}

export function attachmentPath(attachment: SimAttachment): string | null {
  if (attachment.type === "sticker" && attachment.stickerId)
    return `stickers/${attachment.stickerId}.png`;
  if (!attachment.assetId) return null;
  return `assets/${attachment.assetId}/${encodeURIComponent(attachment.name ?? "file")}`;
}

export function fromAsset(
  world: World,
  assetId: string,
  type?: SimAttachment["type"],
): SimAttachment | null {
  const asset = world.assets.get(assetId);
  if (!asset) return null;
  return {
    type: type ?? typeOf(asset.mimeType),
    assetId,
    name: asset.name,
    mimeType: asset.mimeType,
    size: asset.size,
    stickerId: null,
    attachmentId: null,
    payload: null,
  };
}

export function sticker(stickerId: string): SimAttachment {
  return bare({ type: "sticker", stickerId });
}

export function bare(given: Partial<SimAttachment>): SimAttachment {
  return {
    type: "fallback",
    assetId: null,
    name: null,
    mimeType: null,
    size: null,
    stickerId: null,
    attachmentId: null,
    payload: null,
    ...given,
  };
}

export function typeOf(mimeType: string): "image" | "video" | "audio" | "file" {
  const [major] = mimeType.split("/");
  return major === "image" || major === "video" || major === "audio"
    ? major
    : "file";
}
