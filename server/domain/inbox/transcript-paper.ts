import type { Locale } from "#contract/base/locales.ts";
import type { Attachment, Message } from "#contract/threads/message.ts";
import type { Transcript } from "#contract/threads/transcript.ts";
import { catalogOf, type Catalog } from "#server/domain/catalogs.ts";
import type { Paper, PaperBlock } from "#server/runtime/pdf/paper.ts";

type Picture = { jpeg: Uint8Array; width: number; height: number };

type Reader = {
  locale: Locale;
  timeZone: string;
  /** By the ids of attachments; others are named only. */
  pictures: ReadonlyMap<string, Picture>;
};

/** A conversation as a document, as the console's page /transcript/{id} shows it. Pure. */
export function transcriptPaper(
  transcript: Transcript,
  { locale, timeZone, pictures }: Reader,
): Paper {
  const { transcript: words, thread } = catalogOf(locale);
  const { channel, customer, by, messages } = transcript;
  const at = new Date(transcript.at);
  const times = timesOf(locale, timeZone);
  const made = words.made
    .replace("{name}", () => by.name)
    .replace("{time}", () => `${times.moment(at)} (${timeZone})`);
  const head: PaperBlock[] = [
    { kind: "title", text: customer.name },
    { kind: "quiet", text: channel.name },
    { kind: "quiet", text: made },
  ];
  if (!transcript.isComplete)
    head.push({ kind: "quiet", text: words.incomplete });
  if (messages.length === 0) head.push({ kind: "text", text: words.empty });
  const days = Map.groupBy(messages, ({ sentAt }) =>
    times.day(new Date(sentAt)),
  );
  const said = [...days].flatMap(([day, those]): PaperBlock[] => [
    { kind: "heading", text: day },
    ...those.flatMap((message) =>
      entryOf(message, { words, kinds: thread.kinds, times, pictures }),
    ),
  ]);
  return {
    title: `${words.title}: ${customer.name}`,
    author: by.name,
    locale,
    at,
    blocks: [...head, ...said],
  };
}

type Means = {
  words: Catalog["transcript"];
  kinds: Catalog["thread"]["kinds"];
  times: Times;
  pictures: Reader["pictures"];
};

function entryOf(message: Message, means: Means): PaperBlock[] {
  const { words, times } = means;
  const details = [times.clock(new Date(message.sentAt))];
  if (message.kind === "note") details.push(words.note);
  if (message.status === "failed") details.push(words.failed);
  if (message.editedAt !== null) details.push(words.edited);
  const blocks: PaperBlock[] = [
    {
      kind: "byline",
      name: message.author.name,
      details: details.join(" · "),
    },
  ];
  if (message.replyTo?.text)
    blocks.push({ kind: "quote", text: message.replyTo.text });
  if (message.deletedAt !== null)
    blocks.push({ kind: "quiet", text: words.unsent });
  if (message.text !== null) blocks.push({ kind: "text", text: message.text });
  const files = message.attachments.map((file) => fileOf(file, means));
  return [...blocks, ...files];
}

function fileOf(file: Attachment, { kinds, pictures }: Means): PaperBlock {
  const picture = pictures.get(file.id);
  return picture
    ? { kind: "picture", ...picture }
    : { kind: "quiet", text: `[${file.name ?? kinds[file.type]}]` };
}

type Times = Record<"moment" | "day" | "clock", (at: Date) => string>;

function timesOf(locale: Locale, timeZone: string): Times {
  const as = (options: Intl.DateTimeFormatOptions) => {
    // Chinese has one clock everywhere, of 24 hours.
    const hours = locale === "en" ? {} : ({ hourCycle: "h23" } as const);
    const format = new Intl.DateTimeFormat(locale, {
      timeZone,
      ...options,
      ...("timeStyle" in options || "hour" in options ? hours : {}),
    });
    return (at: Date) => format.format(at);
  };
  return {
    moment: as({ dateStyle: "medium", timeStyle: "short" }),
    day: as({ dateStyle: "full" }),
    clock: as({
      hour: locale === "en" ? "numeric" : "2-digit",
      minute: "2-digit",
    }),
  };
}
