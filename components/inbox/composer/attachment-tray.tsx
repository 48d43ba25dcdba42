"use client";

import { FileText, Film, Music, X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Attachment } from "#contract/threads/message.ts";
import type { Upload } from "#components/inbox/composer/uploads.ts";
import { cn } from "#components/ui/class-names.ts";
import { fileSize } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const ICONS = { video: Film, audio: Music, file: FileText } as const;

/** The files of the reply: uploads with their progress, then finished attachments. */
export function AttachmentTray({
  attachments,
  uploads,
  onRemove,
  onRemoveUpload,
}: {
  attachments: Attachment[];
  uploads: readonly Upload[];
  onRemove: (id: string) => void;
  onRemoveUpload: (key: string) => void;
}) {
  const t = useTranslations("composer");
  const words = useErrorWords();
  const locale = useLocale();
  if (attachments.length + uploads.length === 0) return null;
  return (
    <ul
      aria-label={t("files")}
      className="flex gap-2 overflow-x-auto px-3 pt-1 pb-2"
    >
      {attachments.map((file) => (
        <Tile
          key={file.id}
          name={file.name ?? t("file")}
          detail={file.size === null ? null : fileSize(locale, file.size)}
          picture={file.type === "image" ? file.url : null}
          type={file.type}
          onRemove={() => onRemove(file.id)}
        />
      ))}
      {uploads.map((upload) => (
        <Tile
          key={upload.key}
          name={upload.name}
          detail={
            upload.error
              ? words(upload.error)
              : t("uploading", { percent: Math.round(upload.progress * 100) })
          }
          picture={upload.previewUrl}
          type={upload.type}
          progress={upload.error ? null : upload.progress}
          isFailed={upload.error !== null}
          onRemove={() => onRemoveUpload(upload.key)}
        />
      ))}
    </ul>
  );
}

function Tile({
  name,
  detail,
  picture,
  type,
  progress = null,
  isFailed = false,
  onRemove,
}: {
  name: string;
  detail: ReactNode;
  picture: string | null;
  type: Attachment["type"];
  progress?: number | null;
  isFailed?: boolean;
  onRemove: () => void;
}) {
  const t = useTranslations("composer");
  const Icon = type === "video" || type === "audio" ? ICONS[type] : ICONS.file;
  return (
    <li
      className={cn(
        "relative flex h-14 w-48 shrink-0 items-center gap-2 overflow-hidden rounded-md border bg-background pe-7",
        isFailed && "border-destructive",
      )}
    >
      <div className="flex h-full w-14 shrink-0 items-center justify-center bg-muted text-muted-foreground">
        {picture ? (
          <img src={picture} alt="" className="size-full object-cover" />
        ) : (
          <Icon aria-hidden className="size-5" />
        )}
      </div>
      <div className="min-w-0 flex-1 text-xs">
        <p className="truncate font-medium" title={name}>
          {name}
        </p>
        <p
          className={cn(
            "line-clamp-2 text-muted-foreground",
            isFailed && "text-destructive",
          )}
        >
          {detail}
        </p>
      </div>
      <button
        type="button"
        aria-label={t("removeFile", { name })}
        onClick={onRemove}
        className="absolute end-1 top-1 flex size-5 items-center justify-center rounded-full bg-background/90 text-muted-foreground hover:text-foreground touch:size-7"
      >
        <X className="size-3.5" />
      </button>
      {progress !== null && (
        <div
          role="progressbar"
          aria-label={name}
          aria-valuenow={Math.round(progress * 100)}
          className="absolute inset-x-0 bottom-0 h-0.5 bg-muted"
        >
          <div
            className="h-full bg-primary transition-[width]"
            style={{ width: `${progress * 100}%` }}
          />
        </div>
      )}
    </li>
  );
}
