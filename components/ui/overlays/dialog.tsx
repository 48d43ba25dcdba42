"use client";

import { Dialog as Radix } from "radix-ui";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import {
  besideCards,
  CardSlot,
  overPage,
} from "#components/page/card-slot.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { useFocusReturn } from "./use-focus-return.ts";

const overlay =
  "fixed inset-0 z-40 animate-appear bg-black/40 dark:bg-black/60";

/** A question or a form over the page. On a phone it comes from below. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  className,
  children,
  footer,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  className?: string;
  children: ReactNode;
  footer?: ReactNode;
}) {
  const t = useTranslations("common");
  const focusReturn = useFocusReturn();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlay} />
        <Radix.Content
          {...focusReturn}
          {...overPage}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cn(
            overPage.className,
            "flex flex-col justify-end md:flex-row md:items-center md:justify-center",
            className?.includes("max-w-2xl")
              ? besideCards.wide
              : besideCards.usual,
          )}
        >
          <div
            className={cn(
              "pointer-events-auto relative flex max-h-[92dvh] min-h-0 w-full animate-rise flex-col bg-popover text-popover-foreground shadow-float",
              "rounded-t-[14px] md:max-w-lg md:rounded-lg",
              className,
            )}
          >
            <header className="px-5 pt-4 pe-12 pb-2">
              <Radix.Title className="text-lg font-semibold">
                {title}
              </Radix.Title>
              {description && (
                <Radix.Description className="mt-0.5 text-sm text-muted-foreground">
                  {description}
                </Radix.Description>
              )}
            </header>
            <div className="min-h-0 flex-1 overflow-y-auto px-5 py-2">
              {children}
            </div>
            {footer && (
              <footer className="flex flex-wrap justify-end gap-2 px-5 pt-2 pb-[max(1rem,env(safe-area-inset-bottom))]">
                {footer}
              </footer>
            )}
            {/* Last, so that the first field gets the focus. */}
            <Radix.Close asChild>
              <IconButton
                label={t("close")}
                size="icon-sm"
                className="absolute end-3 top-3"
              >
                <X />
              </IconButton>
            </Radix.Close>
          </div>
          <CardSlot isAbove />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A panel from the side, over the page. */
export function Sheet({
  open,
  onOpenChange,
  title,
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
}) {
  const focusReturn = useFocusReturn();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlay} />
        <Radix.Content
          {...focusReturn}
          {...overPage}
          aria-describedby={undefined}
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          <div className="pointer-events-auto absolute inset-y-0 end-0 flex w-80 max-w-[92vw] animate-slide flex-col border-s bg-sidebar shadow-float">
            {children}
          </div>
          <CardSlot />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export const SheetClose = Radix.Close;
