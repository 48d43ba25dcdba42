import type {
  Channel,
  FetchedMedia,
  MediaLink,
} from "#server/channels/channel.ts";
import { fetchMedia } from "#server/channels/common/fetch-media.ts";

/** What a link of the channel's gives; fetched as anybody's where its kind has no way of its own. */
export function fetchAs(
  channel: Channel,
  link: MediaLink,
): Promise<FetchedMedia> {
  return channel.fetchMedia
    ? channel.fetchMedia(link)
    : fetchMedia({ ...link, allowPrivate: false });
}
