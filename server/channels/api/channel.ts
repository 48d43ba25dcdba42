import { parse } from "#server/channels/api/parse.ts";
import { receive } from "#server/channels/api/receive.ts";
import { ping, send } from "#server/channels/api/send.ts";
import { testDelivery } from "#server/channels/api/synthetic-delivery.ts";
import type { Channel } from "#server/channels/channel.ts";
import { fetchMedia } from "#server/channels/common/fetch-media.ts";

export type ApiParts = {
  /** Private addresses and http are right on this installation. */
  outboundPrivate: boolean;
  now: () => Date;
};

/** A channel that somebody builds themselves: see docs/api-channel.md. */
export function createApiChannel({ outboundPrivate, now }: ApiParts): Channel {
  const allowPrivate = outboundPrivate;
  return {
    kind: "api",
    receive,
    parse,
    testDelivery,
    send: (target, message, signal) =>
      send(target, message, { allowPrivate, now }, signal),
    ping: (account) => ping(account, { allowPrivate, now }),
    // The receiver tells a repeated message by its webhook-id.
    timedOut: "key",
    namesOurIds: true,
    fetchMedia: (link, keep) => fetchMedia({ ...link, allowPrivate }, keep),
  };
}
