"use client";

import { Menu } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Channel } from "#contract/channels/channel.ts";
import type { WelcomeTexts } from "#contract/channels/welcome.ts";

const NAMES: Record<string, string> = {
  user_first_name: "Ana",
  user_last_name: "Ruiz",
  user_full_name: "Ana Ruiz",
};

/** A preview as a new customer sees it. The fields beside it have all of its texts, so a screen reader leaves it out. */
export function WelcomePreview({
  channel,
  texts,
  others,
  hasButton,
}: {
  channel: Channel;
  texts: WelcomeTexts;
  /** Shown where this language has nothing. */
  others: WelcomeTexts;
  hasButton: boolean;
}) {
  const t = useTranslations("settings.channels.welcome");
  const greeting = (texts.greeting || others.greeting).replaceAll(
    /\{\{(\w+)\}\}/g,
    (whole, name: string) => NAMES[name] ?? whole,
  );
  const questions = filled(texts.questions, others.questions).filter(
    ({ text }) => text !== "",
  );
  const menu = filled(texts.menu, others.menu).filter(
    ({ title }) => title !== "",
  );
  return (
    <div aria-hidden className="min-w-0">
      <p className="text-sm font-medium">{t("preview")}</p>
      <p className="mt-0.5 text-xs text-muted-foreground">{t("previewHint")}</p>
      <div className="mt-2 flex min-h-72 flex-col gap-3 rounded-xl border bg-background p-4 text-sm">
        <div className="text-center">
          <p className="font-semibold wrap-anywhere">{channel.name}</p>
          <p className="mt-1 text-xs whitespace-pre-line text-muted-foreground wrap-anywhere">
            {greeting || t("previewEmpty")}
          </p>
        </div>
        <div className="mt-auto flex flex-col items-end gap-1.5">
          {questions.length > 0
            ? questions.map(({ text }, index) => (
                <span
                  key={index}
                  className="max-w-full rounded-2xl border px-3 py-1 text-xs wrap-anywhere"
                >
                  {text}
                </span>
              ))
            : hasButton && (
                <span className="self-stretch rounded-md bg-muted px-3 py-1.5 text-center text-xs font-medium">
                  {t("previewStart")}
                </span>
              )}
        </div>
        {menu.length > 0 && (
          <div className="border-t pt-2">
            <p className="flex items-center gap-1.5 text-xs font-medium">
              <Menu className="size-3.5" />
              {t("previewMenu")}
            </p>
            <ul className="mt-1 space-y-0.5 text-xs text-muted-foreground">
              {menu.map(({ title }, index) => (
                <li key={index} className="truncate">
                  {title}
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </div>
  );
}

function filled<Item>(own: Item[], others: Item[]): Item[] {
  return own.length > 0 ? own : others;
}
