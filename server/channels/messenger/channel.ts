import {
  LOGIN_AUTH_TYPES,
  type LoginAuthType,
} from "#contract/channels/login.ts";
import { isIP } from "node:net";
import type { Channel } from "#server/channels/channel.ts";
import { fetchMedia } from "#server/channels/common/fetch-media.ts";
import { parseJson } from "#server/channels/common/json.ts";
import { isAllowedAddress } from "#server/channels/common/public-address.ts";
import { freshLink } from "#server/channels/messenger/attachment-link.ts";
import { lookAtAddress } from "#server/channels/messenger/app-subscription.ts";
import { check } from "#server/channels/messenger/check.ts";
import { findSent } from "#server/channels/messenger/conversation.ts";
import { leadForms } from "#server/channels/messenger/leads.ts";
import { history } from "#server/channels/messenger/history.ts";
import {
  pageInfo,
  takeThreadControl,
} from "#server/channels/messenger/page.ts";
import { parse } from "#server/channels/messenger/parse/parse.ts";
import { fetchProfile } from "#server/channels/messenger/profile.ts";
import { receive } from "#server/channels/messenger/receive.ts";
import { send } from "#server/channels/messenger/send.ts";
import {
  markSeen,
  react,
  typing,
} from "#server/channels/messenger/sender-action.ts";
import { toPage, toPerson } from "#server/channels/messenger/target.ts";
import { testDelivery } from "#server/channels/messenger/synthetic-delivery.ts";
import { welcomeTexts } from "#server/channels/messenger/welcome.ts";
import { createLogin } from "#server/channels/meta/login.ts";
import { readSignedRequest } from "#server/channels/meta/signed-request.ts";
import { createGraph } from "#server/channels/meta/graph.ts";
import type { Log } from "#server/runtime/log.ts";

export type MessengerParts = {
  /** Base of the Graph API; in tests that of a stand-in. */
  metaGraphUrl: string;
  metaGraphVersion: string;
  /** Left out: all that are known. */
  metaAuthTypes?: readonly LoginAuthType[] | undefined;
  log: Log;
};

/** Messenger as a channel. Safe to share: its only state is the connection to the Graph API. */
export function createMessengerChannel(parts: MessengerParts): Channel {
  const { metaGraphUrl: baseUrl, metaGraphVersion: version, log } = parts;
  const { metaAuthTypes: authTypes = LOGIN_AUTH_TYPES } = parts;
  const graph = createGraph({ baseUrl, version, log });
  const allowPrivate = isPrivate(baseUrl);
  return {
    kind: "messenger",
    receive,
    parse(body) {
      const json = parseJson(body);
      return json.ok ? parse(json.value) : null;
    },
    send: (target, message, signal) =>
      send(graph, toPerson(target), message, signal),
    timedOut: "lookup",
    check: (account, now, { subscribe }) =>
      check(graph, account, { now, subscribe, version }),
    address: (account, webhook, options) =>
      lookAtAddress(graph, account, webhook, options),
    testDelivery,
    readSignedRequest,
    login: createLogin(graph, { baseUrl, version, authTypes }),
    account: (account) => pageInfo(graph, toPage(account)),
    profile: (target) => fetchProfile(graph, toPerson(target)),
    fetchMedia: (link, keep) => fetchMedia({ ...link, allowPrivate }, keep),
    freshLink: (account, wanted) => freshLink(graph, toPage(account), wanted),
    findSent: (target, sought) => findSent(graph, toPerson(target), sought),
    history: (account, query) => history(graph, toPage(account), query),
    welcome: welcomeTexts(graph),
    leads: leadForms(graph),
    typing: (target, isOn) => typing(graph, toPerson(target), isOn),
    seen: (target) => markSeen(graph, toPerson(target)),
    react: (target, externalId, emoji) =>
      react(graph, toPerson(target), externalId, emoji),
    takeControl: (target) => takeThreadControl(graph, toPerson(target)),
  };
}

const PRIVATE_NAME = /^([^.]+|.+\.(localhost|local|internal))$/;

/** Files may come from a private address only where the Graph API itself is at one. */
function isPrivate(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return !isAllowedAddress(host, false);
  return PRIVATE_NAME.test(host);
}
