import type {
  Channel,
  FetchedMedia,
  KeepBody,
  MediaLink,
} from "#server/channels/channel.ts";
import { fetchMedia } from "#server/channels/common/fetch-media.ts";

/** Keeps the content of a channel's link. It is fetched without credentials where the kind has no way of its own. */
export function fetchAs<Kept>(
  channel: Channel,
  link: MediaLink,
  keep: KeepBody<Kept>,
): Promise<FetchedMedia<Kept>> {
  return channel.fetchMedia
    ? channel.fetchMedia(link, keep)
    : fetchMedia({ ...link, allowPrivate: false }, keep);
}
