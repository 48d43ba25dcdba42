"use client";

import { Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { isTeammate } from "#contract/people/roles.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import {
  setPreference,
  setSound,
  SOUND_KINDS,
  SOUND_TIMES,
  soundOf,
  usePreferences,
  type SoundTime,
} from "#components/live/stores/preferences.ts";
import { toast } from "#components/page/toast.ts";
import { testSound } from "#components/page/tones.ts";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { Switch } from "#components/ui/controls/switch.tsx";

/** The sounds of this browser: their times and their volume. */
export function SoundCard() {
  const t = useTranslations("settings.profile.sounds");
  const blocked = useTranslations("sound");
  const { role } = useMe();
  const preferences = usePreferences();
  const { ring, volume } = preferences;
  const play = async () => {
    if (!(await testSound(volume))) toast.error(blocked("silent"));
  };
  return (
    <Card title={t("title")} hint={t("hint")}>
      <ul className="divide-y">
        {isTeammate(role) && (
          <li className="flex items-center gap-4 py-2">
            <div className="min-w-0 flex-1">
              <label htmlFor="ring" className="text-sm">
                {t("ring")}
              </label>
              <p className="text-xs text-muted-foreground">{t("ringHint")}</p>
            </div>
            <Switch
              id="ring"
              checked={ring}
              onCheckedChange={(on) => setPreference("ring", on)}
            />
          </li>
        )}
        {SOUND_KINDS.map((kind) => (
          <li
            key={kind}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2"
          >
            <label
              htmlFor={`sound-${kind}`}
              className="min-w-40 flex-1 text-sm"
            >
              {t(`kinds.${kind}`)}
            </label>
            <Select
              id={`sound-${kind}`}
              className="w-56 max-w-full"
              value={soundOf(preferences, kind)}
              onValueChange={(time) => setSound(kind, time as SoundTime)}
              groups={SOUND_TIMES.map((value) => ({
                value,
                label: t(`times.${value}`),
              }))}
            />
          </li>
        ))}
        <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
          <label htmlFor="volume" className="min-w-20 text-sm">
            {t("volume")}
          </label>
          <input
            id="volume"
            type="range"
            min={0}
            max={100}
            step={10}
            value={Math.round(volume * 100)}
            onChange={({ target }) =>
              setPreference("volume", Number(target.value) / 100)
            }
            className="h-9 min-w-24 flex-1 accent-primary touch:h-11"
          />
          <Button onClick={() => void play()}>
            <Play aria-hidden />
            {t("play")}
          </Button>
        </li>
      </ul>
    </Card>
  );
}
