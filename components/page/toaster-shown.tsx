"use client";

import type { CSSProperties } from "react";
import { useTheme } from "next-themes";
import { useTranslations } from "next-intl";
import { Toaster as Sonner } from "sonner";
import { useDock, useIsOverDialog } from "./card-slot.tsx";
import { PHONE, useMedia } from "./use-media.ts";

/** Over the list, and never over the composer beside it. */
const PANE_WIDTH = { "--width": "var(--toast-width, 356px)" } as CSSProperties;

export default function ToasterShown() {
  const { resolvedTheme } = useTheme();
  const t = useTranslations("common");
  const dock = useDock();
  // Where a thread is open without the list, the composer is at the bottom.
  const isOverThread = dock === "thread";
  // On a phone a dialog comes from below, and its buttons are at the bottom.
  const [isOverDialog, isPhone] = [useIsOverDialog(), useMedia(PHONE)];
  const isOverSheet = isOverDialog && isPhone;
  const top = isOverSheet
    ? "var(--toast-above, 8px)"
    : "var(--toast-top, 24px)";
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position={
        isOverThread || isOverSheet
          ? "top-center"
          : dock
            ? "bottom-left"
            : "bottom-center"
      }
      containerAriaLabel={t("notifications")}
      gap={8}
      offset={{
        top,
        bottom: "var(--toast-bottom, 24px)",
        left: "var(--toast-left, 24px)",
      }}
      mobileOffset={{
        top,
        bottom: "var(--toast-bottom, 24px)",
      }}
      {...(dock && !isOverThread ? { style: PANE_WIDTH } : {})}
      toastOptions={{
        className:
          "!rounded-lg !border-0 !bg-foreground !text-background !text-sm !shadow-float !font-sans !py-2.5 !px-3.5",
        descriptionClassName: "!text-background/75",
        actionButtonStyle: { background: "transparent", fontWeight: 500 },
      }}
    />
  );
}
