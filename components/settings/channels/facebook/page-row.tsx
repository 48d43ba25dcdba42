"use client";

import { useLocale, useTranslations } from "next-intl";
import { useId } from "react";
import type { LoginPage } from "#contract/channels/login.ts";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { cn } from "#components/ui/class-names.ts";

/** One page of the login, with what is missing on it and how to get that. */
export function PageRow({
  page: { pageId, name, pictureUrl, missing, limited, connectedAs },
  isChosen,
  onChange,
}: {
  page: LoginPage;
  isChosen: boolean;
  onChange: (isChosen: boolean) => void;
}) {
  const t = useTranslations("settings.channels.facebook");
  const locale = useLocale();
  const needs = useNeeds();
  const id = useId();
  const isImpossible = missing.length > 0;
  const list = (names: string[]) => new Intl.ListFormat(locale).format(names);
  return (
    <div className="px-4 py-2.5">
      <label
        className={cn(
          "flex min-h-10 items-center gap-3",
          isImpossible ? "text-muted-foreground" : "cursor-pointer",
        )}
      >
        <input
          type="checkbox"
          checked={isChosen}
          disabled={isImpossible}
          aria-describedby={id}
          onChange={({ target }) => onChange(target.checked)}
          className="size-4 shrink-0 accent-(--primary)"
        />
        <Avatar id={pageId} name={name} url={pictureUrl} />
        <span className="min-w-0 flex-1 font-medium wrap-anywhere">{name}</span>
        {connectedAs && <Badge tone="success">{t("connected")}</Badge>}
      </label>
      <div
        id={id}
        className="ms-7 space-y-1 text-sm text-muted-foreground empty:hidden"
      >
        {connectedAs && !isImpossible && <p>{t("reconnects")}</p>}
        {isImpossible && (
          <p className="font-medium text-destructive">
            {t("lacks", { list: list(missing) })}
          </p>
        )}
        {missing.map((need) => (
          <p key={need}>{needs(need)}</p>
        ))}
        {!isImpossible && limited.length > 0 && (
          <>
            <p className="text-warning">
              {t("limited", { list: list(limited) })}
            </p>
            {limited.map((need) => (
              <p key={need}>{needs(need)}</p>
            ))}
          </>
        )}
      </div>
    </div>
  );
}

const TASKS = ["MESSAGING", "MANAGE", "ADVERTISE"] as const;

/** The way to a missing task or permission. */
function useNeeds(): (need: string) => string {
  const t = useTranslations("settings.channels.facebook.needs");
  return (need) => {
    const task = TASKS.find((name) => name === need);
    return task ? t(task) : t("scope", { scope: need });
  };
}
