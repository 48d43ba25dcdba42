"use client";

import { useTranslations } from "next-intl";
import { useConnection } from "#components/live/stores/live-context.ts";
import { cn } from "#components/ui/class-names.ts";
import { Hint } from "#components/ui/tooltip/tooltip.tsx";

const LOOKS = {
  live: "bg-lamp",
  catching_up: "bg-warning animate-pulse-dot",
  offline: "bg-destructive",
} as const;

/** Shows whether the screen is up to date. */
export function ConnectionStatus() {
  const t = useTranslations("lamp");
  const lamp = useConnection();
  return (
    <Hint text={t(`${lamp}Hint`)} side="right">
      <div
        role="status"
        data-lamp={lamp}
        tabIndex={0}
        className="flex flex-col items-center gap-1 rounded-md px-1 py-1"
      >
        <span aria-hidden className={cn("size-2 rounded-full", LOOKS[lamp])} />
        <span
          className={cn(
            // A phone's bar has no room for it; OfflineBar says what matters there.
            "max-w-14 text-center break-keep text-[10px] leading-3 text-muted-foreground max-md:sr-only",
            lamp === "offline" && "font-medium text-destructive",
          )}
        >
          {t(lamp)}
        </span>
      </div>
    </Hint>
  );
}

/** Across the page while no events come in: a dot alone is easily overlooked. */
export function OfflineBar() {
  const t = useTranslations("lamp");
  const lamp = useConnection();
  if (lamp !== "offline") return null;
  return (
    <div className="bg-destructive-soft px-3 py-1.5 text-center text-sm text-balance text-destructive">
      {t("offlineHint")}
    </div>
  );
}
