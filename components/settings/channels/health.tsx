"use client";

import { useLocale, useTranslations } from "next-intl";
import { kindOf } from "#contract/channels/rules/channel-rules.ts";
import type { Channel } from "#contract/channels/channel.ts";
import { Badge } from "#components/ui/marks/badge.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { ContinueWithFacebook } from "#components/settings/channels/facebook/continue-with-facebook.tsx";
import { RepairButton } from "#components/settings/channels/repair-button.tsx";
import { useProblemWords } from "#components/words/use-problem-words.ts";
import { shortDate } from "#components/words/times.ts";

const TONES = { ok: "success", degraded: "warning", broken: "danger" } as const;

export function HealthBadge({ channel }: { channel: Channel }) {
  const t = useTranslations("settings.channels.health");
  if (!channel.enabled) return <Badge>{t("paused")}</Badge>;
  return <Badge tone={TONES[channel.health]}>{t(channel.health)}</Badge>;
}

/** The field to enter again for each problem. */
const FIELDS: Record<string, "pageToken" | "appSecret"> = {
  token_dead: "pageToken",
  token_expiring: "pageToken",
  token_wrong_page: "pageToken",
  token_wrong_app: "pageToken",
  permission_missing: "pageToken",
  app_deauthorized: "pageToken",
  data_access_ending: "pageToken",
  app_secret_wrong: "appSecret",
  signature_refused: "appSecret",
};

/** Problems whose detail is the text of the receiving server, for the person who runs it. */
const OF_THE_OTHER_SIDE = new Set(["replies_waiting", "callback_refused"]);

/** Each problem with its cause and remedy, in the agent's language if the code is known. */
export function ProblemList({ channel }: { channel: Channel }) {
  const wordsOf = useProblemWords();
  const words = useTranslations("settings.channels");
  const locale = useLocale();
  if (channel.problems.length === 0) return null;
  const { settings } = kindOf(channel.type);
  const tone = channel.health === "broken" ? "danger" : "warning";
  return (
    <ul className="mb-5 space-y-2">
      {channel.problems.map(({ code, message, fix, detail, since }) => {
        const advice = wordsOf(channel.type, code) ?? { message, fix };
        const field = settings.find((name) => name === FIELDS[code]);
        const light = channel.lights.find(
          ({ facts, repairable }) => repairable && facts["code"] === code,
        );
        return (
          <li key={code}>
            <Notice tone={channel.health === "ok" ? "info" : tone}>
              <p className="font-medium">{advice.message}</p>
              <p className="text-muted-foreground">{advice.fix}</p>
              {OF_THE_OTHER_SIDE.has(code) && detail && (
                <p className="wrap-anywhere text-muted-foreground">
                  {words("problemDetail", { detail })}
                </p>
              )}
              <p className="text-muted-foreground">
                {words("problemSince", { date: shortDate(locale, since) })}
              </p>
              {light && (
                <RepairButton channelId={channel.id} light={light.key} />
              )}
              {field && (
                <div className="mt-2 flex flex-wrap gap-2">
                  <Button
                    size="sm"
                    onClick={() =>
                      document.getElementsByName(field)[0]?.focus()
                    }
                  >
                    {words(field === "pageToken" ? "newToken" : "newSecret")}
                  </Button>
                  {field === "pageToken" && channel.appId !== null && (
                    <ContinueWithFacebook
                      input={{ appId: channel.appId }}
                      variant="outline"
                      size="sm"
                    />
                  )}
                </div>
              )}
            </Notice>
          </li>
        );
      })}
    </ul>
  );
}
