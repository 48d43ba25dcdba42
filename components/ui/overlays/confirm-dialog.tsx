"use client";

import { AlertDialog as Radix } from "radix-ui";
import { useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import { Button } from "#components/ui/controls/button.tsx";
import {
  besideCards,
  CardSlot,
  overPage,
} from "#components/page/card-slot.tsx";
import { cn } from "#components/ui/class-names.ts";
import { useFocusReturn } from "./use-focus-return.ts";

/** Asks before an act that cannot be undone. Stays open, busy, until `onConfirm` is done. */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  description,
  action,
  cancel,
  tone = "danger",
  onConfirm,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: ReactNode;
  action: string;
  /** Text of the other button; omitted: the usual "Cancel". */
  cancel?: string;
  /** primary: the act can be undone, it is only unusual. */
  tone?: "danger" | "primary";
  onConfirm: () => Promise<unknown>;
}) {
  const t = useTranslations("common");
  const [busy, setBusy] = useState(false);
  const focusReturn = useFocusReturn();
  const confirm = async () => {
    setBusy(true);
    try {
      await onConfirm();
      onOpenChange(false);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-black/40 dark:bg-black/60" />
        <Radix.Content
          {...focusReturn}
          style={overPage.style}
          onEscapeKeyDown={overPage.onEscapeKeyDown}
          className={cn(
            overPage.className,
            "flex items-center justify-center",
            besideCards.small,
          )}
        >
          <div className="pointer-events-auto w-[min(26rem,calc(100vw-2rem))] animate-rise rounded-lg bg-popover p-5 shadow-float">
            <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
            <Radix.Description className="mt-1 text-sm text-muted-foreground">
              {description}
            </Radix.Description>
            <div className="mt-5 flex flex-wrap justify-end gap-2">
              <Radix.Cancel asChild>
                <Button>{cancel ?? t("cancel")}</Button>
              </Radix.Cancel>
              <Button variant={tone} busy={busy} onClick={() => void confirm()}>
                {action}
              </Button>
            </div>
          </div>
          <CardSlot />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
