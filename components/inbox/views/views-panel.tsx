"use client";

import { useTranslations } from "next-intl";
import { ViewList } from "#components/inbox/views/view-list.tsx";
import type { FloatingProps } from "#components/ui/overlays/floating-button.tsx";
import { OpenPopover } from "#components/ui/overlays/popover.tsx";

/** The views, where there is no room for them beside the list. */
export default function ViewsPanel(floating: FloatingProps) {
  const t = useTranslations("views");
  return (
    <OpenPopover
      aria-label={t("label")}
      {...floating}
      align="start"
      className="max-h-[min(36rem,80dvh)] w-64 overflow-y-auto p-0"
    >
      <ViewList onChosen={floating.onClose} />
    </OpenPopover>
  );
}
