"use client";

import {
  Languages,
  LogOut,
  PencilLine,
  SunMoon,
  UserRound,
} from "lucide-react";
import { useTheme } from "next-themes";
import { useLocale, useTranslations } from "next-intl";
import { useEffect } from "react";
import { useQueryClient } from "@tanstack/react-query";
import type { Hours } from "#contract/hours/hours.ts";
import type { Me } from "#contract/people/me.ts";
import type { Presence } from "#contract/people/agent.ts";
import { shiftTimes } from "#contract/people/shift.ts";
import { isTeammate } from "#contract/people/roles.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { useCalendars } from "#components/live/queries/use-directory.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import {
  setPreference,
  usePreferences,
} from "#components/live/stores/preferences.ts";
import { useChooseLanguage } from "#components/words/language.ts";
import { languages } from "#components/words/language-names.ts";
import { useChangePresence } from "#components/presence/use-change-presence.ts";
import { CHOICES, PresenceDot } from "#components/presence/presence.tsx";
import { useQueueLogin } from "#components/presence/use-queue-login.ts";
import type { FloatingProps } from "#components/ui/overlays/floating-button.tsx";
import {
  MenuCheckboxItem,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuSub,
  OpenMenu,
} from "#components/ui/overlays/menu.tsx";
import { comingTime } from "#components/words/times.ts";
import { serverDate } from "#components/page/server-clock.ts";

const THEMES = ["light", "dark", "system"] as const;
/** The statuses whose names don't say what they do. */
const EXPLAINED: readonly Presence[] = ["away", "dnd", "transfer_only"];

/** The menu of the actor's avatar. */
export default function UserMenuPanel({
  myself,
  onStatus,
  onSignOut,
  ...floating
}: FloatingProps & {
  myself: Me | undefined;
  onStatus: () => void;
  onSignOut: () => void;
}) {
  const t = useTranslations("userMenu");
  const me = useMe();
  const queryClient = useQueryClient();
  const works = isTeammate(me.role);
  useEffect(() => {
    // The agent's load changes with every thread and has no event of its own.
    void queryClient.invalidateQueries({ queryKey: liveKey("me") });
  }, [queryClient]);
  return (
    <OpenMenu {...floating} side="right" align="end" className="w-64">
      <div className="px-2 py-1.5">
        <p className="truncate text-sm font-medium">{me.name}</p>
        <p className="truncate text-xs text-muted-foreground">{me.email}</p>
        {works && myself && (
          <p className="mt-0.5 text-xs text-muted-foreground tabular-nums">
            {t("load", { load: myself.load, capacity: myself.capacity })}
          </p>
        )}
      </div>
      <MenuSeparator />
      {works && (
        <>
          <StatusChoice myself={myself} onStatus={onStatus} />
          <MenuSeparator />
          <QueueLogins queues={myself?.queues ?? []} />
        </>
      )}
      {/* Behind an item each, so that a phone shows the whole menu. */}
      <ThemeChoice />
      <LanguageChoice />
      {/* Stays visible on a screen lower than the menu. */}
      <div className="sticky -bottom-1 -mx-1 -mb-1 bg-popover px-1 pb-1">
        <MenuSeparator />
        <MenuItem asChild>
          <PageLink href="/settings/profile" prefetch={false}>
            <UserRound />
            {t("profile")}
          </PageLink>
        </MenuItem>
        <MenuItem onSelect={onSignOut}>
          <LogOut />
          {t("signOut")}
        </MenuItem>
      </div>
    </OpenMenu>
  );
}

function StatusChoice({
  myself,
  onStatus,
}: {
  myself: Me | undefined;
  onStatus: () => void;
}) {
  const t = useTranslations("userMenu");
  const means = useTranslations("presence.means");
  const locale = useLocale();
  const change = useChangePresence();
  const until = myself?.presenceUntil;
  const detail = [
    myself?.presenceText,
    until &&
      t("until", { time: comingTime(locale, new Date(until), serverDate()) }),
  ]
    .filter(Boolean)
    .join(" · ");
  return (
    <>
      <MenuLabel>
        {t("presence")}
        {myself?.shift && <ShiftLine hours={myself.shift} />}
      </MenuLabel>
      <MenuRadioGroup
        value={myself?.presence ?? "offline"}
        onValueChange={(value) =>
          change.mutate({ presence: value as Presence })
        }
      >
        {CHOICES.map((choice) => (
          <MenuRadioItem key={choice} value={choice}>
            <PresenceDot presence={choice} />
            <span className="min-w-0">
              {t(`presences.${choice}`)}
              {choice === myself?.presence && detail ? (
                <span className="bidi block truncate text-xs text-muted-foreground">
                  {detail}
                </span>
              ) : (
                EXPLAINED.includes(choice) && (
                  <span className="block text-xs text-muted-foreground">
                    {means(choice)}
                  </span>
                )
              )}
            </span>
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
      <MenuItem onSelect={onStatus}>
        <PencilLine />
        {t("status")}
      </MenuItem>
    </>
  );
}

/** The present state of the agent's working hours. */
function ShiftLine({ hours }: { hours: Hours }) {
  const t = useTranslations("userMenu.shift");
  const locale = useLocale();
  const now = serverDate();
  const { isOn, until } = shiftTimes(hours, now, useCalendars());
  const state = isOn ? "on" : "off";
  return (
    <span className="block font-normal">
      {until
        ? t(`${state}Until`, { time: comingTime(locale, until, now) })
        : t(state)}
    </span>
  );
}

/** The agent's queue log-ins. Each is independent of the status. */
function QueueLogins({ queues }: { queues: Me["queues"] }) {
  const t = useTranslations("userMenu");
  const login = useQueueLogin();
  const { ring } = usePreferences();
  return (
    <>
      {queues.length > 0 && <MenuLabel>{t("queues")}</MenuLabel>}
      {queues.map(({ id, name, loggedIn }) => (
        <MenuCheckboxItem
          key={id}
          checked={loggedIn}
          onSelect={(event) => event.preventDefault()}
          onCheckedChange={(checked) => login.mutate({ id, loggedIn: checked })}
        >
          <span className="bidi truncate">{name}</span>
        </MenuCheckboxItem>
      ))}
      {queues.length > 0 && <MenuSeparator />}
      <MenuCheckboxItem
        checked={ring}
        onSelect={(event) => event.preventDefault()}
        onCheckedChange={(on) => setPreference("ring", on)}
      >
        {t("ring")}
      </MenuCheckboxItem>
      <MenuSeparator />
    </>
  );
}

function ThemeChoice() {
  const t = useTranslations("userMenu");
  const { theme = "system", setTheme } = useTheme();
  return (
    <MenuSub
      icon={<SunMoon />}
      label={t("theme")}
      value={t(`themes.${theme as (typeof THEMES)[number]}`)}
    >
      <MenuRadioGroup value={theme} onValueChange={setTheme}>
        {THEMES.map((each) => (
          <MenuRadioItem key={each} value={each}>
            {t(`themes.${each}`)}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </MenuSub>
  );
}

function LanguageChoice() {
  const t = useTranslations("userMenu");
  const choose = useChooseLanguage();
  const locale = useLocale();
  const names: Readonly<Record<string, string>> = languages;
  return (
    <MenuSub
      icon={<Languages />}
      label={t("language")}
      value={names[locale] ?? locale}
    >
      <MenuRadioGroup value={locale} onValueChange={choose}>
        {Object.entries(languages).map(([locale, name]) => (
          <MenuRadioItem key={locale} value={locale} lang={locale}>
            {name}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </MenuSub>
  );
}
