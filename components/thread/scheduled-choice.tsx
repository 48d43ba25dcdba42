"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import type { ScheduledChoice } from "#contract/threads/thread-requests.ts";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import { cn } from "#components/ui/class-names.ts";

/** How many replies of a conversation are scheduled, and whether they are kept when it is closed or transferred. */
export function ScheduledChoiceField({
  act,
  count,
  value,
  onChange,
  className,
}: {
  act: "close" | "transfer";
  count: number;
  value: ScheduledChoice;
  onChange: (choice: ScheduledChoice) => void;
  className?: string;
}) {
  const t = useTranslations("scheduled.leaving");
  const hintId = useId();
  return (
    <div
      role="group"
      aria-describedby={hintId}
      className={cn("flex flex-col gap-1.5", className)}
    >
      <p className="text-sm font-medium">{t("count", { count })}</p>
      <Segmented
        value={value}
        onValueChange={onChange}
        label={t("count", { count })}
        options={[
          { value: "keep", label: t("keep") },
          { value: "cancel", label: t("cancel") },
        ]}
      />
      <p id={hintId} className="text-xs text-muted-foreground">
        {t(value === "cancel" ? "canceled" : `kept.${act}`, { count })}
      </p>
    </div>
  );
}
