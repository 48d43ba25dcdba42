"use client";

import { LogOut, UserRound } from "lucide-react";
import Link from "next/link";
import { useTheme } from "next-themes";
import { useLocale, useTranslations } from "next-intl";
import type { Presence } from "#contract/shapes.ts";
import { api } from "#components/live/api.ts";
import { useMe } from "#components/live/live-context.ts";
import { languages, useChooseLanguage } from "#components/shell/language.ts";
import { useChangePresence } from "#components/shell/use-change-presence.ts";
import { CHOICES, PresenceDot } from "#components/shell/presence.tsx";
import type { FloatingProps } from "#components/ui/floating-button.tsx";
import {
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  OpenMenu,
} from "#components/ui/menu.tsx";

const THEMES = ["light", "dark", "system"] as const;

/** The menu behind one's own face. */
export default function UserMenuPanel({
  presence,
  ...floating
}: FloatingProps & { presence: Presence }) {
  const t = useTranslations("userMenu");
  const me = useMe();
  const changePresence = useChangePresence();
  return (
    <OpenMenu {...floating} side="right" align="end" className="w-60">
      <div className="px-2 py-1.5">
        <p className="truncate text-sm font-medium">{me.name}</p>
        <p className="truncate text-xs text-muted-foreground">{me.email}</p>
      </div>
      <MenuSeparator />
      <MenuLabel>{t("presence")}</MenuLabel>
      <MenuRadioGroup
        value={presence}
        onValueChange={(value) => changePresence.mutate(value as Presence)}
      >
        {CHOICES.map((choice) => (
          <MenuRadioItem key={choice} value={choice}>
            <PresenceDot presence={choice} />
            {t(`presences.${choice}`)}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
      <MenuSeparator />
      <ThemeChoice />
      <MenuSeparator />
      <LanguageChoice />
      <MenuSeparator />
      <MenuItem asChild>
        <Link href="/settings/profile" prefetch={false}>
          <UserRound />
          {t("profile")}
        </Link>
      </MenuItem>
      <MenuItem onSelect={() => void leave()}>
        <LogOut />
        {t("signOut")}
      </MenuItem>
    </OpenMenu>
  );
}

/** Whoever signs out is not here; that the server did not hear it must not keep them in. */
async function leave(): Promise<void> {
  await api("/me/presence", {
    method: "PATCH",
    body: { presence: "offline" },
  }).catch(() => undefined);
  // Fetched when it is needed: once a day at most.
  const { signOut } = await import("next-auth/react");
  await signOut({ callbackUrl: "/sign-in" });
}

function ThemeChoice() {
  const t = useTranslations("userMenu");
  const { theme = "system", setTheme } = useTheme();
  return (
    <>
      <MenuLabel>{t("theme")}</MenuLabel>
      <MenuRadioGroup value={theme} onValueChange={setTheme}>
        {THEMES.map((each) => (
          <MenuRadioItem key={each} value={each}>
            {t(`themes.${each}`)}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </>
  );
}

function LanguageChoice() {
  const t = useTranslations("userMenu");
  const choose = useChooseLanguage();
  return (
    <>
      <MenuLabel>{t("language")}</MenuLabel>
      <MenuRadioGroup value={useLocale()} onValueChange={choose}>
        {Object.entries(languages).map(([locale, name]) => (
          <MenuRadioItem key={locale} value={locale} lang={locale}>
            {name}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </>
  );
}
