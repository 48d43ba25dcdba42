import fs from "node:fs";
import path from "node:path";
import type { Locale } from "#contract/base/locales.ts";
import { TEAM_CHAT_ALERTS } from "#contract/notifications/team-chat.ts";
import { truncate } from "#contract/text/text.ts";
import type messages from "#messages/en.json";

type Words = (typeof messages)["teamChat"];
type Detail = {
  queue?: { name?: string };
  place?: { name?: string };
  hops?: { name?: string }[];
  owner?: { name?: string } | null;
  channel?: { id?: string; name?: string };
  message?: string;
  reason?: string;
  leadId?: string;
  minutes?: number;
  hours?: number;
  days?: number;
};

/** An alert as a team chat says it. Names and texts are null where the chat does not show them. */
export type SaidAlert = {
  id: string;
  kind: string;
  threadId: string | null;
  at: string;
  detail: Detail;
  customer: string | null;
  text: string | null;
  lead: string | null;
};

export type TeamChatText = {
  /** One sentence. */
  title: string;
  /** Customer, lead and first words, where the chat shows them. */
  lines: string[];
  link: { label: string; url: string };
};

const MAX_TEXT = 200;
const catalogs = new Map<Locale, Words>();

/** An alert in the chat's language. Pure but for the catalogs. */
export function teamChatText(
  { kind, threadId, detail, customer, text, lead }: SaidAlert,
  locale: Locale,
  publicUrl: string,
): TeamChatText {
  const words = wordsIn(locale);
  const known = TEAM_CHAT_ALERTS.find((one) => one === kind);
  const values = {
    queue:
      detail.queue?.name ??
      detail.place?.name ??
      detail.hops?.at(-1)?.name ??
      words.aQueue,
    owner: detail.owner?.name ?? words.theOwner,
    channel: detail.channel?.name ?? words.aChannel,
    problem: detail.message ?? "",
    reason: detail.reason ?? "",
    count: String(detail.minutes ?? detail.hours ?? detail.days ?? ""),
  };
  const lines = [
    customer && fill(words.customer, { name: customer }),
    lead && fill(words.lead, { name: lead }),
    text && `“${truncate(text, MAX_TEXT)}”`,
  ];
  return {
    title: known ? fill(words.kinds[known], values) : words.other,
    lines: lines.filter((line): line is string => Boolean(line)),
    link: {
      label: words.open,
      url: publicUrl + pathOf(threadId, detail),
    },
  };
}

/** The message that tests a chat. */
export function testText(locale: Locale, publicUrl: string): TeamChatText {
  const words = wordsIn(locale);
  return {
    title: words.test,
    lines: [],
    link: { label: words.open, url: `${publicUrl}/board` },
  };
}

function pathOf(threadId: string | null, { leadId, channel }: Detail): string {
  if (threadId !== null) return `/inbox/${threadId}`;
  if (leadId !== undefined) return `/leads/${leadId}`;
  return channel?.id === undefined
    ? "/board"
    : `/settings/channels/${channel.id}`;
}

function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}

function wordsIn(locale: Locale): Words {
  const known = catalogs.get(locale);
  if (known) return known;
  const file = path.join(
    /*turbopackIgnore: true*/ process.cwd(),
    "messages",
    `${locale}.json`,
  );
  const { teamChat } = JSON.parse(
    fs.readFileSync(file, "utf8"),
  ) as typeof messages;
  catalogs.set(locale, teamChat);
  return teamChat;
}
