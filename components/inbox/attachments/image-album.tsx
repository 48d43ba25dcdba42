"use client";

import { ImageOff } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Attachment } from "#contract/threads/message.ts";
import { ScanIcon } from "./scan-icon.tsx";
import { useFileViewer } from "./use-file-viewer.tsx";
import { useScanWords } from "./use-scan-words.ts";
import { cn } from "#components/ui/class-names.ts";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";

const MAX_SHOWN = 4;
const SINGLE_MAX = { width: 320, height: 340 };

/**
 * One image in its own proportions, several as a grid. A click opens the viewer, which also shows the other
 * files of `gallery`.
 */
export function ImageAlbum({
  images,
  gallery = images,
}: {
  images: readonly Attachment[];
  gallery?: readonly Attachment[];
}) {
  const t = useTranslations("thread");
  const scanWords = useScanWords();
  const { open, viewer } = useFileViewer(gallery);
  const shown = images.slice(0, MAX_SHOWN);
  const hidden = images.length - shown.length;
  const isSingle = images.length === 1;
  return (
    <>
      <div
        className={cn(
          // The edge shows where a white photo ends on a white page.
          "relative max-w-full overflow-hidden rounded-bubble after:pointer-events-none after:absolute after:inset-0 after:rounded-bubble after:ring-1 after:ring-foreground/10 after:ring-inset",
          !isSingle && "grid w-72 grid-cols-2 gap-0.5",
        )}
      >
        {shown.map((image, index) => (
          <button
            key={image.id}
            type="button"
            disabled={!image.url}
            onClick={() => open(image.id)}
            aria-label={
              image.scan
                ? scanWords(image.scan)
                : t("openImage", { number: index + 1, count: images.length })
            }
            className={cn(
              "relative block overflow-hidden bg-muted outline-offset-[-2px]",
              !isSingle && "aspect-square",
              images.length === 3 && index === 0 && "row-span-2 aspect-auto",
            )}
            style={isSingle ? sizeOf(image) : undefined}
          >
            <Picture image={image} />
            {hidden > 0 && index === shown.length - 1 && (
              <span className="absolute inset-0 flex items-center justify-center bg-black/55 text-xl font-medium text-white">
                +{hidden}
              </span>
            )}
          </button>
        ))}
      </div>
      {viewer}
    </>
  );
}

/** Reserves the image's space before it loads, so that nothing jumps. */
function sizeOf({ width, height }: Attachment): React.CSSProperties {
  if (!width || !height) return { width: 240, height: 240 };
  const scale = Math.min(
    1,
    SINGLE_MAX.width / width,
    SINGLE_MAX.height / height,
  );
  return {
    width: Math.max(96, Math.round(width * scale)),
    maxWidth: "100%",
    aspectRatio: `${width} / ${height}`,
  };
}

function Picture({ image }: { image: Attachment }) {
  const t = useTranslations("thread");
  const scanWords = useScanWords();
  if (image.scan) {
    return (
      <span className="flex size-full min-h-24 flex-col items-center justify-center gap-1 p-3 text-xs text-muted-foreground">
        <ScanIcon scan={image.scan} className="size-5" />
        {scanWords(image.scan)}
      </span>
    );
  }
  if (image.state === "pending")
    return <Skeleton className="size-full rounded-none" />;
  if (!image.url)
    return (
      <span className="flex size-full min-h-24 flex-col items-center justify-center gap-1 p-3 text-xs text-muted-foreground">
        <ImageOff aria-hidden className="size-5" />
        {t("imageGone")}
      </span>
    );
  return (
    <img
      src={image.url}
      alt={image.name ?? t("image")}
      loading="lazy"
      decoding="async"
      className="size-full object-cover"
    />
  );
}
