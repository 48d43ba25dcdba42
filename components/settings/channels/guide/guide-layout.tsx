"use client";

import type { ReactNode } from "react";
import type { Guide, GuideStepKey } from "#contract/channels/guide.ts";
import { GuideProgress } from "./guide-progress.tsx";

/** One column of steps; how far it is stands above it, or at the side of wide screens. */
export function GuideLayout({
  guide,
  open,
  onGoTo,
  children,
}: {
  guide: Guide;
  open: string;
  onGoTo: (key: GuideStepKey) => void;
  children: ReactNode;
}) {
  return (
    <div className="gap-8 xl:grid xl:grid-cols-[14rem_minmax(0,1fr)]">
      <div className="mb-4">
        <GuideProgress guide={guide} open={open} onGoTo={onGoTo} />
      </div>
      <ol className="space-y-3">{children}</ol>
    </div>
  );
}
