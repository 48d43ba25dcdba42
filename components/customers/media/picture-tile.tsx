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
        <>
          <video
            src={attachment.url ?? ""}
            preload="metadata"
            muted
            playsInline
            tabIndex={-1}
            aria-hidden
            className="size-full object-cover"
          />
          <span
            aria-hidden
            className="absolute inset-0 flex items-center justify-center"
          >
            <span className="flex size-9 items-center justify-center rounded-full bg-black/55 text-white">
              <Play className="size-4" />
            </span>
          </span>
        </>
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
