"use client";

import {
  FileText,
  ImageOff,
  Loader,
  MapPin,
  TriangleAlert,
} from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Attachment } from "#contract/threads/message.ts";
import { CardView } from "./card-view.tsx";
import { ScanIcon } from "./scan-icon.tsx";
import { useScanWords } from "./use-scan-words.ts";
import { ImageAlbum } from "./image-album.tsx";
import { useFileViewer } from "./use-file-viewer.tsx";
import { isPdf } from "./viewable.ts";
import { cn } from "#components/ui/class-names.ts";
import { fileSize } from "#components/words/times.ts";

/** Shows one attachment by its kind. `gallery`: the files of its message between which the viewer moves. */
export function AttachmentView({
  attachment,
  gallery,
}: {
  attachment: Attachment;
  gallery?: readonly Attachment[];
}) {
  switch (attachment.type) {
    case "image":
      return (
        <ImageAlbum
          images={[attachment]}
          {...(gallery === undefined ? {} : { gallery })}
        />
      );
    case "sticker":
      return <Sticker sticker={attachment} />;
    case "video":
    case "audio":
      return <Player media={attachment} type={attachment.type} />;
    case "file":
      return isPdf(attachment) ? (
        <PdfRow file={attachment} gallery={gallery ?? [attachment]} />
      ) : (
        <FileRow file={attachment} />
      );
    case "location":
      return <Location place={attachment} />;
    case "template":
    case "share":
      return <CardView card={attachment} />;
    case "unsupported":
      return <Unsupported attachment={attachment} />;
  }
}

const shell =
  "flex w-72 max-w-full items-center gap-3 rounded-bubble border bg-card px-3 py-2 text-start text-sm";

function Sticker({ sticker }: { sticker: Attachment }) {
  const t = useTranslations("thread");
  if (!sticker.url)
    return (
      <div className="flex size-24 items-center justify-center text-muted-foreground">
        <ImageOff aria-label={t("sticker")} className="size-6" />
      </div>
    );
  return (
    <img
      src={sticker.url}
      alt={sticker.name ?? t("sticker")}
      width={112}
      height={112}
      loading="lazy"
      className="size-28 object-contain"
    />
  );
}

function Player({
  media,
  type,
}: {
  media: Attachment;
  type: "video" | "audio";
}) {
  const t = useTranslations("thread");
  if (!media.url) return <FileRow file={media} />;
  if (type === "audio")
    return (
      <audio
        controls
        preload="metadata"
        src={media.url}
        aria-label={media.name ?? t("audio")}
        className="h-11 w-72 max-w-full"
      />
    );
  return (
    <video
      controls
      playsInline
      preload="metadata"
      src={media.url}
      aria-label={media.name ?? t("video")}
      style={{
        aspectRatio:
          media.width && media.height
            ? `${media.width} / ${media.height}`
            : "16 / 9",
      }}
      className="max-h-80 w-80 max-w-full rounded-bubble bg-black"
    />
  );
}

/** A PDF opens in the viewer, which has the download. */
function PdfRow({
  file,
  gallery,
}: {
  file: Attachment;
  gallery: readonly Attachment[];
}) {
  const { open, viewer } = useFileViewer(gallery);
  return (
    <>
      <FileRow file={file} onOpen={() => open(file.id)} />
      {viewer}
    </>
  );
}

function FileRow({
  file,
  onOpen,
}: {
  file: Attachment;
  /** Left out: a click downloads it. */
  onOpen?: () => void;
}) {
  const t = useTranslations("thread");
  const locale = useLocale();
  const scanWords = useScanWords();
  const name = file.name ?? t(`kinds.${file.type}`);
  const detail = file.scan
    ? scanWords(file.scan)
    : file.state === "pending"
      ? t("fetching")
      : file.state === "failed" || !file.url
        ? t("fileGone")
        : file.size !== null
          ? fileSize(locale, file.size)
          : null;
  const content = (
    <>
      <Icon isWarning={file.state === "failed"}>
        {file.scan ? (
          <ScanIcon scan={file.scan} />
        ) : file.state === "pending" ? (
          <Loader className="animate-spin" />
        ) : (
          <FileText />
        )}
      </Icon>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        {detail && (
          <span className="block text-xs text-muted-foreground">{detail}</span>
        )}
      </span>
    </>
  );
  if (onOpen)
    return (
      <button
        type="button"
        onClick={onOpen}
        className={cn(shell, "hover:bg-accent")}
      >
        <span className="sr-only">{t("openFile", { name })}</span>
        {content}
      </button>
    );
  return file.url ? (
    <a
      href={file.url}
      download={file.name ?? ""}
      className={cn(shell, "hover:bg-accent")}
    >
      <span className="sr-only">{t("downloadFile", { name })}</span>
      {content}
    </a>
  ) : (
    <div className={shell}>{content}</div>
  );
}

function Icon({
  isWarning = false,
  children,
}: {
  isWarning?: boolean;
  children: ReactNode;
}) {
  return (
    <span
      aria-hidden
      className={cn(
        "flex size-9 shrink-0 items-center justify-center rounded-lg bg-muted text-muted-foreground [&_svg]:size-5",
        isWarning && "bg-warning-soft text-warning",
      )}
    >
      {children}
    </span>
  );
}

type Coordinates = { lat?: unknown; long?: unknown };

function Location({ place }: { place: Attachment }) {
  const t = useTranslations("thread");
  const { lat, long } = (place.meta?.coordinates ?? {}) as Coordinates;
  const title =
    typeof place.meta?.title === "string" ? place.meta.title : place.name;
  const hasPlace = typeof lat === "number" && typeof long === "number";
  const content = (
    <>
      <Icon>
        <MapPin />
      </Icon>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">
          {title ?? t("kinds.location")}
        </span>
        {hasPlace && (
          <span className="block text-xs text-muted-foreground tabular-nums">
            {lat.toFixed(5)}, {long.toFixed(5)}
          </span>
        )}
      </span>
    </>
  );
  return hasPlace ? (
    <a
      href={`https://www.google.com/maps/search/?api=1&query=${lat},${long}`}
      target="_blank"
      rel="noopener noreferrer"
      className={cn(shell, "hover:bg-accent")}
    >
      {content}
    </a>
  ) : (
    <div className={shell}>{content}</div>
  );
}

function Unsupported({ attachment }: { attachment: Attachment }) {
  const t = useTranslations("thread");
  return (
    <div className={shell}>
      <Icon>
        <TriangleAlert />
      </Icon>
      <span className="min-w-0 flex-1">
        <span className="block font-medium">
          {attachment.name ?? t("unsupported")}
        </span>
        <span className="block text-xs text-muted-foreground">
          {t("unsupportedHint")}
        </span>
      </span>
    </div>
  );
}
