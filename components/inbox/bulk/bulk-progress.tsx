"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { isTypedElsewhere } from "#components/page/typing-place.ts";
import { Button } from "#components/ui/controls/button.tsx";

/** The progress of an act on many threads, in place of the bar. A button or Escape stops it. */
export function BulkProgress({
  at,
  of,
  onStop,
}: {
  at: number;
  of: number;
  onStop: () => void;
}) {
  const t = useTranslations("bulk");
  const common = useTranslations("common");
  const [isStopping, setStopping] = useState(false);
  const stop = useRef(() => {});
  useEffect(() => {
    stop.current = () => {
      setStopping(true);
      onStop();
    };
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      // A dialog, a field or an input method handles its own Escape.
      if (isTypedElsewhere(event)) return;
      event.preventDefault();
      event.stopPropagation();
      stop.current();
    };
    // Captured: elsewhere Escape ends the selection.
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, []);
  const words = t("progress", { at, of });
  return (
    <div className="flex shrink-0 items-center gap-3 border-t bg-popover px-3 py-1.5">
      <div
        role="progressbar"
        aria-label={t("progressLabel")}
        aria-valuemin={0}
        aria-valuemax={of}
        aria-valuenow={at}
        aria-valuetext={words}
        className="h-1.5 min-w-0 flex-1 overflow-hidden rounded-full bg-muted"
      >
        <div
          className="h-full rounded-full bg-primary transition-[width] motion-reduce:transition-none"
          style={{ width: `${(100 * at) / of}%` }}
        />
      </div>
      <p role="status" className="shrink-0 text-sm font-medium tabular-nums">
        {words}
      </p>
      <Button
        aria-keyshortcuts="Escape"
        busy={isStopping}
        onClick={() => stop.current()}
      >
        {common("cancel")}
      </Button>
    </div>
  );
}
