"use client";

import { EmojiPicker as Picker } from "frimousse";
import { useLocale, useTranslations } from "next-intl";
import type { Locale } from "#contract/base/locales.ts";

const DATA_LOCALES = {
  en: "en",
  "zh-CN": "zh",
  "zh-TW": "zh-hant",
} as const satisfies Record<Locale, string>;

/** An emoji picker. Names and keywords come from our own server: see app/emojibase. */
export default function EmojiPicker({
  onEmoji,
}: {
  onEmoji: (emoji: string) => void;
}) {
  const t = useTranslations("composer");
  const locale = useLocale();
  return (
    <Picker.Root
      locale={DATA_LOCALES[locale]}
      emojibaseUrl="/emojibase"
      columns={8}
      onEmojiSelect={({ emoji }) => onEmoji(emoji)}
      className="flex h-80 w-72 flex-col"
    >
      <Picker.Search
        autoFocus
        placeholder={t("emojiSearch")}
        aria-label={t("emojiSearch")}
        className="mx-2 mt-2 h-8 rounded-md bg-muted px-2.5 text-base outline-none focus-visible:outline-2 focus-visible:outline-ring touch:h-10 touch:text-lg"
      />
      <Picker.Viewport className="relative mt-1 flex-1 overflow-y-auto outline-none">
        <Picker.Loading className="absolute inset-0 flex items-center justify-center text-sm text-muted-foreground">
          {t("emojiLoading")}
        </Picker.Loading>
        <Picker.Empty className="absolute inset-0 flex items-center justify-center text-sm text-muted-foreground">
          {t("emojiNone")}
        </Picker.Empty>
        <Picker.List
          className="pb-1.5 select-none"
          components={{
            CategoryHeader: ({ category, ...props }) => (
              <div
                {...props}
                className="bg-popover px-3 pt-2 pb-1 text-xs font-medium text-muted-foreground"
              >
                {category.label}
              </div>
            ),
            Row: ({ children, ...props }) => (
              <div
                {...props}
                // ARIA counts from 1 and the library from 0, and the library finds its rows by this
                // attribute. It never looks up the first row.
                aria-rowindex={props["aria-rowindex"] || undefined}
                className="px-1.5"
              >
                {children}
              </div>
            ),
            Emoji: ({ emoji, ...props }) => (
              <button
                {...props}
                aria-colindex={(props["aria-colindex"] ?? 0) + 1}
                className="flex size-[34px] items-center justify-center rounded-md text-xl data-[active]:bg-accent"
              >
                {emoji.emoji}
              </button>
            ),
          }}
        />
      </Picker.Viewport>
    </Picker.Root>
  );
}
