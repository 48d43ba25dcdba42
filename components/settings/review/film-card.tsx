"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Card } from "#components/settings/section.tsx";
import { CopyField } from "#components/ui/controls/copy-button.tsx";

/** The screen recording: by a command, or by hand, scene by scene. */
export function FilmCard({ scenes }: { scenes: string[] }) {
  const t = useTranslations("settings.review");
  const locale = useLocale();
  const [played, setPlayed] = useState<readonly number[]>([]);
  const toggle = (at: number) =>
    setPlayed((before) =>
      before.includes(at)
        ? before.filter((each) => each !== at)
        : [...before, at],
    );
  return (
    <Card title={t("film")} hint={t("filmHint")}>
      <CopyField
        label="Terminal"
        value={`npm run review:screencast -- --locale ${locale} --out review.mp4`}
      />
      <p className="mt-4 mb-2 text-sm">{t("byHand")}</p>
      <ol className="divide-y rounded-md border">
        {scenes.map((scene, at) => (
          <li key={scene}>
            <label className="flex items-start gap-2.5 px-3 py-2 text-sm">
              <input
                type="checkbox"
                className="mt-0.5 size-4 shrink-0 accent-primary"
                checked={played.includes(at)}
                onChange={() => toggle(at)}
              />
              <span>
                {at + 1}. {scene}
              </span>
            </label>
          </li>
        ))}
      </ol>
      <p role="status" className="mt-2 text-xs text-muted-foreground">
        {t("scenesDone", { done: played.length, count: scenes.length })}
      </p>
    </Card>
  );
}
