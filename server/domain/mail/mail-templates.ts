import type { MailTemplate } from "#contract/mail/mail-log.ts";
import type { Locale } from "#contract/base/locales.ts";
import { catalogOf, type Catalog } from "#server/domain/catalogs.ts";
import { renderHtml } from "./render-html.ts";

/** By template, what its text names. All values are plain text; times are ISO 8601. */
type MailData = {
  /** Its link is sealed. */
  invitation: { name: string; inviter: string; days: number };
  /** Its link is sealed. */
  password_reset: { name: string };
  /** `problem`: a code of domain/channels/problems. */
  channel_problem: { channelId: string; channel: string; problem: string };
  channel_repaired: { channelId: string; channel: string };
  /** `problem`: token_expiring or data_access_ending. */
  access_ending: { channelId: string; channel: string; problem: string };
  /** `path`: the lead's page in the console. */
  lead_assigned: { lead: string; page: string; form: string; path: string };
  reviewer_ending: { reviewer: string; channel: string; endsAt: string };
  /** What the agent has seen nowhere. `more`: the number of items that are left out. */
  unseen: { items: MailItem[]; more: number };
  /** How much waits for an agent who is away. */
  digest: { waiting: number; mentions: number; leads: number };
  test: Record<string, never>;
};

/** One conversation of several. `title` null: the lines say enough. */
export type MailItem = { title: string | null; lines: string[]; path: string };

/** A template and its values. */
export type MailContent = {
  [T in MailTemplate]: { template: T; data: MailData[T] };
}[MailTemplate];

/** The same as its row keeps it. The words of some are made when the mail leaves. */
export type QueuedContent =
  | Exclude<MailContent, { template: "unseen" | "digest" }>
  | { template: "unseen"; data: { notificationIds: string[] } }
  | { template: "digest"; data: Record<string, never> };

export type RenderedMail = { subject: string; text: string; html: string };

export type MailSurroundings = {
  locale: Locale;
  /** The address of this installation, without a slash at its end. */
  publicUrl: string;
  /** The opened link of `linkSealed`. */
  link: string | null;
};

/**
 * Renders a mail as plain text and as HTML, with the same words. Values are
 * put in as text: in HTML they are escaped, in the subject they are one line.
 * Pure but for the catalogs, which are read once.
 */
export function renderMail(
  content: MailContent,
  { locale, publicUrl, link }: MailSurroundings,
): RenderedMail {
  const catalog = catalogOf(locale);
  const words: Words = catalog.mail.templates[content.template];
  const values = valuesOf(content, locale, catalog);
  const target = link ?? publicUrl + pathOf(content);
  const host = new URL(publicUrl).host;
  const subject = toOneLine(fill(subjectOf(words, content), values));
  const paragraphs = words.body.split("\n\n").map((text) => fill(text, values));
  const { items, more } = itemsOf(content, words, publicUrl);
  const after = more > 0 && words.more ? [fill(words.more, { more })] : [];
  const footer = fill(catalog.mail.footer, { host });
  const settings = words.why
    ? { why: words.why, url: publicUrl + SETTINGS_PATH }
    : null;
  const button =
    words.button === undefined ? null : { label: words.button, url: target };
  return {
    subject,
    text: [
      ...paragraphs,
      ...items.map(({ title, lines, url }) =>
        [...(title === null ? [] : [title]), ...lines, url].join("\n"),
      ),
      ...after,
      ...(button ? [`${button.label}\n${button.url}`] : []),
      `-- \n${footer}`,
      ...(settings ? [`${settings.why}\n${settings.url}`] : []),
    ].join("\n\n"),
    html: renderHtml({
      locale,
      subject,
      paragraphs,
      items,
      after,
      button,
      settings,
      linkHint: catalog.mail.linkHint,
      footer,
    }),
  };
}

/** The example that the preview shows. Pure. */
export function exampleOf(
  template: MailTemplate,
  locale: Locale,
  now: Date,
): MailContent {
  const { names } = catalogOf(locale).mail;
  const channelId = "example";
  const channel = names.page;
  const examples: MailData = {
    invitation: { name: names.agent, inviter: names.admin, days: 7 },
    password_reset: { name: names.agent },
    channel_problem: { channelId, channel, problem: "token_dead" },
    channel_repaired: { channelId, channel },
    access_ending: { channelId, channel, problem: "data_access_ending" },
    lead_assigned: {
      lead: names.lead,
      page: channel,
      form: names.form,
      path: "/",
    },
    reviewer_ending: {
      reviewer: names.reviewer,
      channel,
      endsAt: now.toISOString(),
    },
    unseen: { items: [exampleItem(locale)], more: 0 },
    digest: { waiting: 3, mentions: 1, leads: 2 },
    test: {},
  };
  return { template, data: examples[template] } as MailContent;
}

function exampleItem(locale: Locale): MailItem {
  const { names } = catalogOf(locale).mail;
  return { title: names.lead, lines: [names.notice], path: "/inbox" };
}

type Words = {
  subject: string;
  /** Of a mail with one item. */
  subjectOne?: string;
  body: string;
  button?: string;
  /** Says that items are left out. */
  more?: string;
  /** Says why the reader gets it, before a link to their settings. */
  why?: string;
  /** Of a digest: what the number counts. */
  waiting?: string;
  mentions?: string;
  leads?: string;
};

const DIGEST = [
  ["waiting", "/inbox"],
  ["mentions", "/inbox"],
  ["leads", "/leads?owner=me"],
] as const;

/** Where a person chooses what they get by email. */
const SETTINGS_PATH = "/settings/profile#notifications";

function subjectOf(words: Words, content: MailContent): string {
  const isOne =
    content.template === "unseen" &&
    content.data.items.length + content.data.more === 1;
  return (isOne && words.subjectOne) || words.subject;
}

function itemsOf(content: MailContent, words: Words, publicUrl: string) {
  if (content.template === "digest")
    return {
      more: 0,
      items: DIGEST.filter(([name]) => content.data[name] > 0).map(
        ([name, path]) => ({
          title: null,
          lines: [fill(words[name] ?? "", { count: content.data[name] })],
          url: publicUrl + path,
        }),
      ),
    };
  if (content.template !== "unseen") return { items: [], more: 0 };
  const { items, more } = content.data;
  return {
    more,
    items: items.map(({ path, ...item }) => ({
      ...item,
      url: publicUrl + path,
    })),
  };
}

type Values = Record<string, string | number>;

function valuesOf(
  content: MailContent,
  locale: Locale,
  { settings }: Catalog,
): Values {
  switch (content.template) {
    case "channel_problem":
    case "access_ending": {
      const { problem } = content.data;
      const advice = (
        settings.channels.problems as Record<
          string,
          { message: string; fix: string } | undefined
        >
      )[problem];
      return {
        ...content.data,
        cause: advice?.message ?? problem,
        fix: advice?.fix ?? "",
      };
    }
    case "reviewer_ending": {
      const format = new Intl.DateTimeFormat(locale, {
        dateStyle: "long",
        timeZone: "UTC",
      });
      const day = format.format(new Date(content.data.endsAt));
      return { ...content.data, day };
    }
    case "unseen": {
      const { items, more } = content.data;
      const { title, lines } = items[0] ?? { title: null, lines: [] };
      const what = lines[0] ?? "";
      return {
        count: items.length + more,
        first: title === null ? what : `${title} · ${what}`,
      };
    }
    case "invitation":
    case "password_reset":
    case "channel_repaired":
    case "lead_assigned":
    case "digest":
    case "test":
      return content.data;
  }
}

/** The page of the console that the mail is about. */
function pathOf(content: MailContent): string {
  switch (content.template) {
    case "channel_problem":
    case "channel_repaired":
    case "access_ending":
      return `/settings/channels/${content.data.channelId}`;
    case "lead_assigned":
      return content.data.path;
    case "reviewer_ending":
      return "/settings/people";
    case "digest":
      return "/inbox";
    case "unseen":
      return content.data.items.length === 1
        ? (content.data.items[0]?.path ?? "/inbox")
        : "/inbox";
    case "invitation":
    case "password_reset":
    case "test":
      return "/";
  }
}

// One pass, so that a name that holds a placeholder stays as it is.
function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    name in values ? String(values[name]) : placeholder,
  );
}

function toOneLine(text: string): string {
  // A line break in a name must not begin a header.
  return text.replace(/[\u0000-\u001f\u007f]+/g, " ").trim();
}
