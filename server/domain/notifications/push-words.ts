import fs from "node:fs";
import path from "node:path";
import type { Locale } from "#contract/base/locales.ts";
import type { PushPayload } from "#contract/notifications/push.ts";
import { neutralNameEnding } from "#contract/text/profile-name.ts";
import { truncate } from "#contract/text/text.ts";
import type messages from "#messages/en.json";
import type { Notification } from "#contract/notifications/notification.ts";
import type { WantedPush } from "./push-jobs.ts";

type Words = (typeof messages)["push"] & { guest: string };
type Detail = {
  by?: { name?: string } | null;
  text?: string | null;
  threadId?: string;
  leadId?: string;
  /** A note about this customer. */
  customerId?: string;
  noteId?: string;
  channel?: { id: string; name: string };
  customer?: Notification["customer"];
};

const PRODUCT = "Parley";
const MAX_TEXT = 200;
const catalogs = new Map<Locale, Words>();

/** A notification in words. `text`: the first words of the message or note. */
export type Told = {
  name: string | null;
  what: string;
  text: string | null;
  /** A path of the console. */
  url: string;
  /** Equal for all that is about the same thing. */
  about: string;
};

/** A notification in its reader's language. Pure but for the catalogs. */
export function tell(notification: Notification, locale: Locale): Told {
  const words = wordsIn(locale);
  const detail = notification.detail as Detail;
  const { id } = notification;
  const kind = kindIn(words, notification);
  const threadId = notification.threadId ?? detail.threadId ?? null;
  const customer = notification.customer ?? detail.customer ?? null;
  const name =
    customer &&
    (customer.name ??
      words.guest.replace("{ending}", neutralNameEnding(customer.externalId)));
  const by = detail.by?.name;
  return {
    name: name ?? detail.channel?.name ?? null,
    what: by ? `${kind} · ${by}` : kind,
    text: detail.text ? truncate(detail.text, MAX_TEXT) : null,
    url: threadId
      ? `/inbox/${threadId}`
      : detail.customerId
        ? `/customers/${detail.customerId}?note=${detail.noteId}`
        : detail.leadId
          ? `/leads/${detail.leadId}`
          : detail.channel
            ? `/settings/channels/${detail.channel.id}`
            : "/inbox",
    about:
      threadId ??
      detail.customerId ??
      detail.leadId ??
      detail.channel?.id ??
      id,
  };
}

/** A ring is of a conversation or of a lead, and a mention in a note of a conversation or of a customer. */
function kindIn({ kinds }: Words, { kind, event }: Notification): string {
  const isOwn = event === "ring_lead" || event === "customer_mention";
  return kinds[isOwn ? event : kind];
}

/** The words of a push in its reader's language. Without `showsText` it names nobody. Pure but for the catalogs. */
export function pushPayload({
  notification,
  locale,
  showsText,
  waiting,
}: WantedPush): PushPayload {
  const { id } = notification;
  const { name, what, text, url, about: tag } = tell(notification, locale);
  const title = (showsText && name) || PRODUCT;
  const body = !showsText
    ? kindIn(wordsIn(locale), notification)
    : text === null
      ? what
      : `${what}\n${text}`;
  return { id, url, tag, title, body, badge: waiting };
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
