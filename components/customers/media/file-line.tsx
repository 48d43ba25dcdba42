"use client";

import { FileText, MessageSquareText, Mic } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { CustomerFile } from "#contract/threads/customer-file.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { fileSize, fullTime, shortDate } from "#components/words/times.ts";

/** A document to open or download, or a voice message to play, with the way to its conversation. */
export function FileLine({
  file: { attachment, direction, at },
  onOpen,
  onShow,
}: {
  file: CustomerFile;
  /** Opens it in the viewer; undefined: a click downloads it. */
  onOpen: (() => void) | undefined;
  onShow: () => void;
}) {
  const t = useTranslations("customerFiles");
  const thread = useTranslations("thread");
  const locale = useLocale();
  const isVoice = attachment.type === "audio";
  const name = attachment.name ?? thread(`kinds.${attachment.type}`);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3 py-2">
      <span
        aria-hidden
        className="flex size-9 shrink-0 items-center justify-center rounded-lg bg-muted text-muted-foreground [&_svg]:size-5"
      >
        {isVoice ? <Mic /> : <FileText />}
      </span>
      <span className="min-w-0 flex-1 text-sm">
        {isVoice ? (
          <span className="bidi block truncate font-medium">{name}</span>
        ) : onOpen ? (
          <button
            type="button"
            onClick={onOpen}
            aria-label={thread("openFile", { name })}
            className="bidi block max-w-full truncate text-start font-medium hover:underline"
          >
            {name}
          </button>
        ) : (
          <a
            href={attachment.url ?? ""}
            download={attachment.name ?? ""}
            aria-label={thread("downloadFile", { name })}
            className="bidi block truncate font-medium hover:underline"
          >
            {name}
          </a>
        )}
        <span className="flex flex-wrap gap-x-2 text-xs text-muted-foreground">
          <span>{t(direction === "in" ? "fromCustomer" : "fromTeam")}</span>
          <time
            dateTime={at}
            title={fullTime(locale, at)}
            className="tabular-nums"
          >
            {shortDate(locale, at)}
          </time>
          {attachment.size !== null && (
            <span className="tabular-nums">
              {fileSize(locale, attachment.size)}
            </span>
          )}
        </span>
      </span>
      {isVoice && (
        <audio
          controls
          preload="none"
          src={attachment.url ?? ""}
          aria-label={name}
          className="order-last h-10 w-full sm:order-none sm:w-64"
        />
      )}
      <IconButton label={t("show")} onClick={onShow}>
        <MessageSquareText />
      </IconButton>
    </li>
  );
}
