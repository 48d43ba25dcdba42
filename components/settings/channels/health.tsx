"use client";

import { useTranslations } from "next-intl";
import type { Channel } from "#contract/shapes.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Notice } from "#components/ui/notice.tsx";

const TONES = { ok: "success", degraded: "warning", broken: "danger" } as const;

export function HealthBadge({ channel }: { channel: Channel }) {
  const t = useTranslations("settings.channels.health");
  if (!channel.enabled) return <Badge>{t("paused")}</Badge>;
  return <Badge tone={TONES[channel.health]}>{t(channel.health)}</Badge>;
}

/** Each problem with its cause and what to do, in the agent's language where we know the code. */
export function ProblemList({ channel }: { channel: Channel }) {
  const t = useTranslations("settings.channels.problems");
  if (channel.problems.length === 0) return null;
  const tone = channel.health === "broken" ? "danger" : "warning";
  return (
    <ul className="mb-5 space-y-2">
      {channel.problems.map(({ code, message, fix }) => {
        const key = code as "token_dead";
        const isKnown = t.has(`${key}.message`);
        return (
          <li key={code}>
            <Notice tone={channel.health === "ok" ? "info" : tone}>
              <p className="font-medium">
                {isKnown ? t(`${key}.message`) : message}
              </p>
              <p className="text-muted-foreground">
                {isKnown ? t(`${key}.fix`) : fix}
              </p>
            </Notice>
          </li>
        );
      })}
    </ul>
  );
}
