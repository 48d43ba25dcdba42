"use client";

import { Download, Printer } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import type { Locale } from "#contract/base/locales.ts";
import type { Attachment, Message } from "#contract/threads/message.ts";
import type { Transcript } from "#contract/threads/transcript.ts";
import { apiUrl } from "#components/live/transport/api.ts";
import { RichText } from "#components/inbox/text/rich-text.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { clockTime, dateAndTime, dayText } from "#components/words/times.ts";

const never = () => () => undefined;

/** A conversation as a document, black on white whatever the theme is. The browser prints it with the fonts of its machine. */
export function TranscriptPage({ transcript }: { transcript: Transcript }) {
  const t = useTranslations("transcript");
  const locale = useLocale();
  // Times are those of the reader's zone, which only the browser knows.
  const isHere = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const { channel, customer, messages } = transcript;
  const days = Map.groupBy(messages, ({ sentAt }) =>
    isHere ? dayText(locale, new Date(sentAt), new Date(0)) : "",
  );
  return (
    <main className="min-h-dvh bg-white px-5 py-8 text-black [color-scheme:light] print:p-0">
      <div className="mx-auto flex max-w-3xl flex-col gap-6">
        <header className="flex flex-wrap items-start justify-between gap-3 border-b border-neutral-300 pb-4">
          <div className="min-w-0">
            <h1 className="bidi text-xl font-semibold">{customer.name}</h1>
            <p className="bidi text-sm text-neutral-600">{channel.name}</p>
            {isHere && (
              <p className="text-sm text-neutral-600">
                {t("made", {
                  name: transcript.by.name,
                  time: dateAndTime(locale, transcript.at),
                })}
              </p>
            )}
          </div>
          <div className="flex flex-wrap gap-2 print:hidden">
            <Button asChild className="border-neutral-300 bg-white">
              <a href={transcript.includesNotes ? "?" : "?notes=true"}>
                {t(transcript.includesNotes ? "withoutNotes" : "withNotes")}
              </a>
            </Button>
            <Button
              className="border-neutral-300 bg-white"
              onClick={() => window.print()}
            >
              <Printer />
              {t("print")}
            </Button>
            {isHere && (
              <Button variant="primary" asChild>
                <a href={pdfOf(transcript, locale)} download>
                  <Download />
                  {t("pdf")}
                </a>
              </Button>
            )}
          </div>
        </header>
        {!transcript.isComplete && (
          <p className="text-sm text-neutral-600">{t("incomplete")}</p>
        )}
        {isHere &&
          [...days].map(([day, said]) => (
            <section key={day} aria-label={day}>
              <h2 className="mb-2 text-sm font-semibold text-neutral-600">
                {day}
              </h2>
              <ol className="flex flex-col gap-3">
                {said.map((message) => (
                  <Entry key={message.id} message={message} />
                ))}
              </ol>
            </section>
          ))}
        {messages.length === 0 && <p>{t("empty")}</p>}
      </div>
    </main>
  );
}

/** The same as a PDF, with the times of the reader's zone. */
function pdfOf(
  { threadId, includesNotes }: Transcript,
  locale: Locale,
): string {
  return apiUrl(`/threads/${threadId}/transcript`, {
    format: "pdf",
    notes: includesNotes,
    locale,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}

function Entry({ message }: { message: Message }) {
  const t = useTranslations("transcript");
  const locale = useLocale();
  const { author, replyTo, text, attachments } = message;
  return (
    <li className="break-inside-avoid text-sm">
      <p className="flex flex-wrap gap-x-2 text-neutral-600">
        <span className="bidi font-semibold text-black">{author.name}</span>
        <time dateTime={message.sentAt} className="tabular-nums">
          {clockTime(locale, message.sentAt)}
        </time>
        {message.kind === "note" && <span>{t("note")}</span>}
        {message.status === "failed" && <span>{t("failed")}</span>}
        {message.editedAt !== null && <span>{t("edited")}</span>}
      </p>
      {replyTo?.text && (
        <p className="bidi border-s-2 border-neutral-300 ps-2 text-neutral-600">
          {replyTo.text}
        </p>
      )}
      {message.deletedAt !== null && (
        <p className="text-neutral-600 italic">{t("unsent")}</p>
      )}
      {text !== null && <RichText text={text} mentions={message.mentions} />}
      {attachments.map((file) => (
        <File key={file.id} file={file} />
      ))}
    </li>
  );
}

function File({ file: { type, url, name } }: { file: Attachment }) {
  const t = useTranslations("thread.kinds");
  const label = name ?? t(type);
  return type === "image" && url !== null ? (
    <img
      src={url}
      alt={label}
      className="mt-1 max-h-80 max-w-full border border-neutral-300 object-contain"
    />
  ) : (
    <p className="bidi text-neutral-600">[{label}]</p>
  );
}
