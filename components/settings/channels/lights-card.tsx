"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Channel } from "#contract/channels/channel.ts";
import type { Light } from "#contract/channels/health/lights.ts";
import { Card } from "#components/settings/section.tsx";
import { LightIcon } from "#components/thread/channel/light-icon.tsx";
import { dateAndTime } from "#components/words/times.ts";

/** The parts of a channel's health: what was seen of each, and when. Causes and fixes stand above it. */
export function LightsCard({
  channel: { lights, checkedAt },
}: {
  channel: Channel;
}) {
  const t = useTranslations("settings.channels.lights");
  return (
    <Card title={t("title")} hint={t("hint")}>
      <ul className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
        {lights.map((light) => (
          <LightLine key={light.key} light={light} shown={checkedAt} />
        ))}
      </ul>
    </Card>
  );
}

function LightLine({
  light,
  shown,
}: {
  light: Light;
  /** The time of the check that the page's head shows. */
  shown: string | null;
}) {
  const t = useTranslations("settings.channels.lights");
  const locale = useLocale();
  const when = (at: string) => ({ when: dateAndTime(locale, at) });
  const isOtherCheck =
    shown === null ||
    dateAndTime(locale, shown) !==
      dateAndTime(locale, light.checkedAt ?? shown);
  return (
    <li className="flex min-w-0 gap-2.5 text-sm">
      <LightIcon state={light.state} className="mt-0.5" />
      <div className="min-w-0">
        <p>
          <span className="font-medium">{t(`keys.${light.key}`)}</span>
          {" · "}
          {t(`states.${light.state}`)}
        </p>
        <p className="text-xs text-muted-foreground">
          {light.since ? t("since", when(light.since)) : t("notSeen")}
          {light.checkedAt && isOtherCheck && (
            <>
              {" · "}
              {t("checked", when(light.checkedAt))}
            </>
          )}
        </p>
      </div>
    </li>
  );
}
