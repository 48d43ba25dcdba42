"use client";

import {
  ChevronLeft,
  ChevronRight,
  Download,
  MessageSquareText,
  X,
  ZoomIn,
  ZoomOut,
} from "lucide-react";
import { Dialog } from "radix-ui";
import { useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import type { Attachment } from "#contract/threads/message.ts";
import { cn } from "#components/ui/class-names.ts";
import { CardSlot, overPage } from "#components/page/card-slot.tsx";
import { useFocusReturn } from "#components/ui/overlays/use-focus-return.ts";
import { PdfFrame } from "./pdf-frame.tsx";
import { isPdf } from "./viewable.ts";

const round =
  "flex size-10 items-center justify-center rounded-full bg-black/40 text-white hover:bg-black/65 [&_svg]:size-5";

/** Shows pictures, videos and PDFs over the whole page: arrows move between them, a click zooms, Escape closes. */
export default function FileViewer({
  files,
  startAt,
  titleOf,
  onMove,
  onShow,
  onClose,
}: {
  files: readonly Attachment[];
  startAt: number;
  /** Instead of "Photo 1 of 5" or "File 1 of 5". */
  titleOf?: (number: number, count: number) => string;
  onMove?: (at: number) => void;
  /** Leads to the message in its conversation. */
  onShow?: (at: number) => void;
  onClose: () => void;
}) {
  const t = useTranslations("thread");
  const customerFiles = useTranslations("customerFiles");
  const [at, setAt] = useState(startAt);
  const [isLarge, setLarge] = useState(false);
  const focusReturn = useFocusReturn();
  const file = files[at];
  const isVideo = file?.type === "video";
  const isDocument = file !== undefined && isPdf(file);
  const arePhotos = files.every(({ type }) => type === "image");
  const step = (by: number) => {
    const next = (at + by + files.length) % files.length;
    setAt(next);
    setLarge(false);
    onMove?.(next);
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 animate-appear bg-black/85" />
        <Dialog.Content
          {...focusReturn}
          onPointerDownOutside={overPage.onPointerDownOutside}
          onEscapeKeyDown={overPage.onEscapeKeyDown}
          aria-describedby={undefined}
          className="fixed inset-0 z-50 flex outline-none"
          onKeyDown={(event) => {
            if (files.length < 2) return;
            if (event.key === "ArrowRight") step(1);
            if (event.key === "ArrowLeft") step(-1);
          }}
        >
          <Dialog.Title className="sr-only">
            {titleOf
              ? titleOf(at + 1, files.length)
              : t(arePhotos ? "imageOf" : "fileOf", {
                  number: at + 1,
                  count: files.length,
                })}
          </Dialog.Title>
          <div
            className={cn(
              "flex min-h-0 min-w-0 flex-1 overflow-auto",
              // The PDF viewer has buttons of its own: ours lie beside it.
              isDocument && "px-3 pt-16 pb-12 sm:px-16",
            )}
            onClick={(event) =>
              event.target === event.currentTarget && onClose()
            }
          >
            {file?.url && isVideo && (
              <video
                key={file.id}
                src={file.url}
                controls
                autoPlay
                playsInline
                aria-label={file.name ?? t("video")}
                className="m-auto max-h-full max-w-full"
              />
            )}
            {file && isDocument && <PdfFrame file={file} />}
            {file?.url && !isVideo && !isDocument && (
              <img
                src={file.url}
                alt={file.name ?? t("image")}
                onClick={() => setLarge(!isLarge)}
                className={cn(
                  "m-auto",
                  isLarge
                    ? "max-w-none cursor-zoom-out"
                    : "max-h-full max-w-full cursor-zoom-in object-contain",
                )}
              />
            )}
          </div>
          <div className="absolute end-3 top-3 flex gap-2">
            {onShow && (
              <button
                type="button"
                onClick={() => onShow(at)}
                className={cn(round, "w-auto gap-2 px-4 text-sm")}
              >
                <MessageSquareText aria-hidden />
                {customerFiles("show")}
              </button>
            )}
            {!isVideo && !isDocument && (
              <button
                type="button"
                aria-label={t("enlarge")}
                aria-pressed={isLarge}
                onClick={() => setLarge(!isLarge)}
                className={round}
              >
                {isLarge ? <ZoomOut /> : <ZoomIn />}
              </button>
            )}
            {file?.url && (
              <a
                href={file.url}
                download={file.name ?? ""}
                aria-label={t("download")}
                className={round}
              >
                <Download />
              </a>
            )}
            <Dialog.Close aria-label={t("closeViewer")} className={round}>
              <X />
            </Dialog.Close>
          </div>
          {files.length > 1 && (
            <>
              <Arrow
                label={t(arePhotos ? "previous" : "previousFile")}
                side="start-3"
                onClick={() => step(-1)}
              >
                <ChevronLeft />
              </Arrow>
              <Arrow
                label={t(arePhotos ? "next" : "nextFile")}
                side="end-3"
                onClick={() => step(1)}
              >
                <ChevronRight />
              </Arrow>
              <p
                aria-hidden
                className="absolute inset-x-0 bottom-4 text-center text-sm text-white tabular-nums"
              >
                {at + 1} / {files.length}
              </p>
            </>
          )}
          <CardSlot />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Arrow({
  label,
  side,
  onClick,
  children,
}: {
  label: string;
  side: string;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className={cn(round, side, "absolute top-1/2 -translate-y-1/2")}
    >
      {children}
    </button>
  );
}
