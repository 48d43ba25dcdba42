import type { FreshLink, WantedLink } from "#server/channels/channel.ts";
import { toFailure } from "#server/channels/meta/failure.ts";
import type { Graph } from "#server/channels/meta/graph.ts";
import { asObject, asObjects, asText } from "#server/channels/common/json.ts";
import type { JsonObject } from "#server/channels/common/json.ts";
import type { PageTarget } from "#server/channels/messenger/target.ts";

/**
 * Fetches a message again, whose files then have freshly signed links. Works
 * for the 20 newest messages of a conversation; limit: 2 calls per second and
 * page. Source: Messenger Platform, "Conversations".
 */
export async function freshLink(
  graph: Graph,
  target: PageTarget,
  { mid, isSticker, index, of }: WantedLink,
): Promise<FreshLink> {
  const result = await graph.call({
    method: "GET",
    path: [mid],
    query: { fields: "id,attachments,sticker" },
    token: target.accessToken,
    appSecret: target.appSecret,
  });
  if (result.kind === "failed") return toFailure(result);
  if (isSticker) return toLink(asText(result.body["sticker"]));
  const files = asObjects(asObject(result.body["attachments"])?.["data"]);
  // Where the numbers differ, nothing identifies the file.
  const file = files.length === of ? files[index] : undefined;
  return toLink(file ? urlOf(file) : null);
}

function urlOf(file: JsonObject): string | null {
  return (
    asText(asObject(file["image_data"])?.["url"]) ??
    asText(asObject(file["video_data"])?.["url"]) ??
    asText(file["file_url"])
  );
}

function toLink(url: string | null): FreshLink {
  return url === null ? { kind: "none" } : { kind: "found", url };
}
