import fs from "node:fs";
import path from "node:path";
import type { Locale } from "#contract/base/locales.ts";
import type { PushPayload } from "#contract/notifications/push.ts";
import { neutralNameEnding } from "#contract/text/profile-name.ts";
import { truncate } from "#contract/text/text.ts";
import type messages from "#messages/en.json";
import type { WantedPush } from "./push-jobs.ts";

type Words = (typeof messages)["push"] & { guest: string };
type Detail = {
  by?: { name?: string } | null;
  text?: string | null;
  threadId?: string;
  leadId?: string;
  channel?: { id: string; name: string };
  customer?: WantedPush["notification"]["customer"];
};

const PRODUCT = "Parley";
const MAX_TEXT = 200;
const catalogs = new Map<Locale, Words>();

/** The words of a push in its reader's language. Without `showsText` it names nobody. Pure but for the catalogs. */
export function pushPayload({
  notification,
  locale,
  showsText,
}: WantedPush): PushPayload {
  const words = wordsIn(locale);
  const detail = notification.detail as Detail;
  const { id, kind } = notification;
  const threadId = notification.threadId ?? detail.threadId ?? null;
  const customer = notification.customer ?? detail.customer ?? null;
  const url = threadId
    ? `/inbox/${threadId}`
    : detail.leadId
      ? `/leads/${detail.leadId}`
      : detail.channel
        ? `/settings/channels/${detail.channel.id}`
        : "/inbox";
  const tag = threadId ?? detail.leadId ?? detail.channel?.id ?? id;
  if (!showsText)
    return { id, url, tag, title: PRODUCT, body: words.kinds[kind] };
  const name =
    customer &&
    (customer.name ??
      words.guest.replace("{ending}", neutralNameEnding(customer.externalId)));
  const by = detail.by?.name;
  const first = by ? `${words.kinds[kind]} · ${by}` : words.kinds[kind];
  const text = detail.text ? truncate(detail.text, MAX_TEXT) : null;
  return {
    id,
    url,
    tag,
    title: name ?? detail.channel?.name ?? PRODUCT,
    body: text === null ? first : `${first}\n${text}`,
  };
}

/** The push that tests a device. */
export function testPayload(id: string, locale: Locale): PushPayload {
  const { test } = wordsIn(locale);
  return {
    id,
    url: "/settings/profile#notifications",
    tag: "test",
    title: PRODUCT,
    body: test,
  };
}

function wordsIn(locale: Locale): Words {
  const known = catalogs.get(locale);
  if (known) return known;
  const file = path.join(
    /*turbopackIgnore: true*/ process.cwd(),
    "messages",
    `${locale}.json`,
  );
  const { push, common } = JSON.parse(
    fs.readFileSync(file, "utf8"),
  ) as typeof messages;
  const words = { ...push, guest: common.guest };
  catalogs.set(locale, words);
  return words;
}
