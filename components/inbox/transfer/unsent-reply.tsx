"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import type { Transfer } from "#contract/threads/thread-requests.ts";
import { cn } from "#components/ui/class-names.ts";
import { Segmented } from "#components/ui/controls/segmented.tsx";

export type UnsentChoice = "keep" | NonNullable<Transfer["draft"]>;

const CHOICES: readonly UnsentChoice[] = ["keep", "pass", "note"];

/** The choice for an unsent reply at a transfer: keep it, pass it on, or make it a note. */
export function UnsentReplyField({
  value,
  onChange,
  className,
}: {
  value: UnsentChoice;
  onChange: (choice: UnsentChoice) => void;
  className?: string;
}) {
  const t = useTranslations("transfer.unsent");
  const hintId = useId();
  return (
    <div
      role="group"
      aria-describedby={hintId}
      className={cn("flex flex-col gap-1.5", className)}
    >
      <p className="text-sm font-medium">{t("title")}</p>
      <Segmented
        value={value}
        onValueChange={onChange}
        label={t("title")}
        options={CHOICES.map((choice) => ({
          value: choice,
          label: t(`choices.${choice}`),
        }))}
      />
      <p id={hintId} className="text-xs text-muted-foreground">
        {t(`hints.${value}`)}
      </p>
    </div>
  );
}
