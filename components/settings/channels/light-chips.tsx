"use client";

import { useTranslations } from "next-intl";
import type { Light } from "#contract/channels/health/lights.ts";
import { LightIcon } from "#components/thread/channel/light-icon.tsx";
import { cn } from "#components/ui/class-names.ts";

/** A channel's lights in one line, or two where there is no room. Each has its name, its shape and, read aloud, its state. */
export function LightChips({ lights }: { lights: readonly Light[] }) {
  const t = useTranslations("settings.channels.lights");
  return (
    <ul
      aria-label={t("title")}
      className="mt-1 flex flex-wrap gap-x-3 gap-y-0.5 text-xs"
    >
      {lights.map(({ key, state }) => (
        <li
          key={key}
          className={cn(
            "flex items-center gap-1",
            state === "broken" || state === "warning"
              ? "font-medium text-foreground"
              : "text-muted-foreground",
          )}
        >
          <LightIcon state={state} className="size-3.5" />
          {t(`short.${key}`)}
          <span className="sr-only">: {t(`states.${state}`)}</span>
        </li>
      ))}
    </ul>
  );
}
