"use client";

import { Play } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { CustomerFile } from "#contract/threads/customer-file.ts";
import { shortDate } from "#components/words/times.ts";

/** A photo or video as a square; a click opens the viewer. */
export function PictureTile({
  file: { attachment, at },
  onOpen,
}: {
  file: CustomerFile;
  onOpen: () => void;
}) {
  const t = useTranslations("customerFiles");
  const thread = useTranslations("thread");
  const locale = useLocale();
  const isVideo = attachment.type === "video";
  return (
    <button
      type="button"
      onClick={onOpen}
      aria-label={t("open", {
        name: attachment.name ?? thread(`kinds.${attachment.type}`),
        date: shortDate(locale, at),
      })}
      className="relative block aspect-square w-full overflow-hidden rounded-md bg-muted ring-1 ring-foreground/10 ring-inset"
    >
      {isVideo ? (
        // No part of a video is fetched before it is opened: a page has dozens of tiles.
        <span
          aria-hidden
          className="flex size-full flex-col items-center justify-center gap-1.5 text-muted-foreground"
        >
          <span className="flex size-9 items-center justify-center rounded-full bg-foreground/10">
            <Play className="size-4" />
          </span>
          <span className="bidi max-w-full truncate px-1.5 text-xs">
            {attachment.name ?? thread(`kinds.${attachment.type}`)}
          </span>
        </span>
      ) : (
        <img
          src={attachment.url ?? ""}
          alt=""
          loading="lazy"
          decoding="async"
          className="size-full object-cover"
        />
      )}
    </button>
  );
}
