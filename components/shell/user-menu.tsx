"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { LogOut, UserRound } from "lucide-react";
import Link from "next/link";
import { useTheme } from "next-themes";
import { useLocale, useTranslations } from "next-intl";
import { toast } from "sonner";
import type { Agent, Presence } from "#contract/shapes.ts";
import { api } from "#components/live/api.ts";
import { useMe } from "#components/live/live-context.ts";
import { LIVE } from "#components/live/live-provider.tsx";
import { useMyself } from "#components/live/use-directory.ts";
import { languages, useChooseLanguage } from "#components/shell/language.ts";
import { CHOICES, PresenceDot } from "#components/shell/presence.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "#components/ui/menu.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const THEMES = ["light", "dark", "system"] as const;

export function UserMenu() {
  const t = useTranslations("userMenu");
  const me = useMe();
  const presence = useMyself().data?.presence ?? "offline";
  const changePresence = useChangePresence();
  return (
    <Menu>
      <MenuTrigger className="relative rounded-full p-1 md:p-0">
        <Avatar id={me.id} name={me.name} size="sm" />
        <span className="sr-only">{t("open", { name: me.name })}</span>
        <PresenceDot
          presence={presence}
          className="absolute end-0 bottom-0 border-2 border-sidebar box-content md:-end-0.5 md:-bottom-0.5"
        />
      </MenuTrigger>
      <MenuContent side="right" align="end" className="w-60">
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
      </MenuContent>
    </Menu>
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

/** Shown at once; taken back with a word if the server refuses. */
function useChangePresence() {
  const queryClient = useQueryClient();
  const words = useErrorWords();
  const key = [...LIVE, "me"];
  return useMutation({
    mutationFn: (presence: Presence) =>
      api<Agent | undefined>("/me/presence", {
        method: "PATCH",
        body: { presence },
      }),
    onMutate: (presence) => {
      const before = queryClient.getQueryData<Agent>(key);
      if (before) queryClient.setQueryData(key, { ...before, presence });
      return before;
    },
    onError: (error, _presence, before) => {
      queryClient.setQueryData(key, before);
      toast.error(words(error));
    },
  });
}
