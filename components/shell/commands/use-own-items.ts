"use client";

import { useTheme } from "next-themes";
import { useTranslations } from "next-intl";
import { isTeammate } from "#contract/people/roles.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import {
  setPreference,
  setSound,
  soundOf,
  usePreferences,
} from "#components/live/stores/preferences.ts";
import { CHOICES } from "#components/presence/presence.tsx";
import { useChangePresence } from "#components/presence/use-change-presence.ts";
import { openMenuDialog } from "#components/shell/user-menu/menu-dialog.ts";
import { useChooseLanguage } from "#components/words/language.ts";
import { languages } from "#components/words/language-names.ts";
import type { PaletteItem } from "./palette-item.ts";
import { useKeysOf } from "./use-keys-of.ts";

const THEMES = ["light", "dark", "system"] as const;

/** The agent's own status. */
export function useStatusItems(): PaletteItem[] {
  const t = useTranslations("userMenu");
  const { role } = useMe();
  const change = useChangePresence();
  if (!isTeammate(role)) return [];
  return [
    ...CHOICES.map((presence) => ({
      id: `status-${presence}`,
      label: t(`presences.${presence}`),
      detail: t("presence"),
      act: () => change.mutate({ presence }),
    })),
    {
      id: "status-text",
      label: `${t("status")}…`,
      act: () => openMenuDialog("status"),
    },
  ];
}

/** The look of the console, its sounds and keys, and the way out. */
export function useLookItems(onShowKeys: () => void): PaletteItem[] {
  const t = useTranslations("palette");
  const menu = useTranslations("userMenu");
  const { setTheme } = useTheme();
  const choose = useChooseLanguage();
  const keysOf = useKeysOf();
  const { role } = useMe();
  const preferences = usePreferences();
  const { ring } = preferences;
  const isSounding = soundOf(preferences, "message") !== "off";
  return [
    ...THEMES.map((theme) => ({
      id: `theme-${theme}`,
      label: t("theme", { name: menu(`themes.${theme}`) }),
      act: () => setTheme(theme),
    })),
    ...Object.entries(languages).map(([locale, name]) => ({
      id: `language-${locale}`,
      label: t("language", { name }),
      act: () => choose(locale),
    })),
    {
      id: "sound",
      label: isSounding ? t("soundOff") : t("soundOn"),
      act: () => setSound("message", isSounding ? "off" : "on"),
    },
    ...(isTeammate(role)
      ? [
          {
            id: "ring",
            label: ring ? t("ringOff") : t("ringOn"),
            act: () => setPreference("ring", !ring),
          },
        ]
      : []),
    { id: "keys", label: t("keys"), ...keysOf("sheet"), act: onShowKeys },
    {
      id: "sign-out",
      label: menu("signOut"),
      act: () => openMenuDialog("signOut"),
    },
  ];
}
