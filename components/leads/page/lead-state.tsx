"use client";

import { useMutation } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { Lead } from "#contract/leads/lead.ts";
import { mayOpen } from "#contract/live/console-pages.ts";
import { useKeepLead } from "#components/leads/use-leads.ts";
import {
  useLeadErrorWords,
  useLeadRefusalWords,
} from "#components/leads/use-lead-words.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { toast } from "#components/page/toast.ts";
import { useNow } from "#components/page/use-now.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { comingTime, shortDate } from "#components/words/times.ts";

/** Why the details are not here, what to do, and when the next attempt is. Nothing once they are. */
export function LeadState({ lead }: { lead: Lead }) {
  const t = useTranslations("leads");
  const locale = useLocale();
  const now = useNow();
  const explain = useLeadErrorWords();
  const words = useLeadRefusalWords();
  const keep = useKeepLead();
  const mayMend = mayOpen(useMe().role, "settings/channels");
  const retry = useMutation({
    mutationFn: () =>
      api<Lead>(`/leads/${lead.id}/retry`, { method: "POST", body: {} }),
    onSuccess: (after) => void keep(after),
    onError: (error) => toast.error(words(error)),
  });
  const { state, error, nextAttemptAt, channelId } = lead;
  if (state === "synced") return null;
  const cause = error && explain(error);
  return (
    <Notice
      tone={state === "failed" ? "danger" : "warning"}
      role="status"
      className="mb-5"
    >
      <p className="font-medium">{t(`stateTitles.${state}`)}</p>
      {cause && (
        <>
          <p className="mt-0.5">{cause.message}</p>
          <p className="mt-0.5">{cause.fix}</p>
        </>
      )}
      {isKept(lead, now) && (
        <p className="mt-0.5" suppressHydrationWarning>
          {t("deletedAtMeta", {
            when: shortDate(locale, deletedAt(lead).toISOString()),
          })}
        </p>
      )}
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        {error !== null && (
          <Button
            size="sm"
            busy={retry.isPending}
            onClick={() => retry.mutate()}
          >
            <RotateCw />
            {t("retry")}
          </Button>
        )}
        {nextAttemptAt !== null && (
          <span suppressHydrationWarning>
            {Date.parse(nextAttemptAt) <= now
              ? t("attemptNow")
              : t("nextAttempt", {
                  when: comingTime(
                    locale,
                    new Date(nextAttemptAt),
                    new Date(now),
                  ),
                })}
          </span>
        )}
        {error !== null && mayMend && channelId !== null && (
          <PageLink
            href={`/settings/channels/${channelId}`}
            className="text-primary hover:underline"
          >
            {t("openChannel")}
          </PageLink>
        )}
      </div>
    </Notice>
  );
}

/** Meta deletes leads 90 days after the form was filled in. */
const KEPT_MS = 90 * 86_400_000;

function deletedAt({ createdTime }: Lead): Date {
  return new Date(Date.parse(createdTime) + KEPT_MS);
}

/** Only after a first failure: before, the answers come within seconds. */
function isKept(lead: Lead, now: number): boolean {
  return lead.error !== null && !lead.test && deletedAt(lead).getTime() > now;
}
