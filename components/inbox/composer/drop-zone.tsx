"use client";

import { Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState, type ReactNode } from "react";

/** Adds files dropped anywhere on the page to the open reply. */
export function DropZone({
  onFiles,
  disabled,
  children,
}: {
  onFiles: (files: readonly File[]) => void;
  disabled: boolean;
  children: ReactNode;
}) {
  const t = useTranslations("composer");
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    // Enter and leave fire for every child. Their balance shows whether the pointer has left.
    let depth = 0;
    const move = (step: number) => {
      depth = Math.max(0, depth + step);
      setOver(depth > 0);
    };
    const carriesFiles = (event: DragEvent) =>
      event.dataTransfer?.types.includes("Files") ?? false;
    const onEnter = (event: DragEvent) => {
      if (carriesFiles(event)) move(1);
    };
    const onLeave = (event: DragEvent) => {
      if (carriesFiles(event)) move(-1);
    };
    // Without this the browser leaves the page to show the file.
    const onOver = (event: DragEvent) => {
      if (carriesFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (!disabled) onFiles([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener("dragenter", onEnter);
    window.addEventListener("dragleave", onLeave);
    window.addEventListener("dragover", onOver);
    window.addEventListener("drop", onDrop);
    return () => {
      window.removeEventListener("dragenter", onEnter);
      window.removeEventListener("dragleave", onLeave);
      window.removeEventListener("dragover", onOver);
      window.removeEventListener("drop", onDrop);
    };
  }, [onFiles, disabled]);
  return (
    <div className="relative mx-auto w-full max-w-3xl px-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
      {children}
      {isOver && !disabled && (
        <div className="pointer-events-none absolute inset-x-3 inset-y-0 bottom-3 flex animate-appear items-center justify-center gap-2 rounded-lg border-2 border-dashed border-primary bg-primary-soft text-sm font-medium text-primary">
          <Upload aria-hidden className="size-4" />
          {t("drop")}
        </div>
      )}
    </div>
  );
}
