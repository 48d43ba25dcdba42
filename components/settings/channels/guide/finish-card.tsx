"use client";

import { useTranslations } from "next-intl";
import { kindOf } from "#contract/channels/rules/channel-rules.ts";
import type { Channel } from "#contract/channels/channel.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { useGuide } from "./use-guide.ts";

/** Leads back to the guide while some of its steps are left. */
export function FinishCard({ channel }: { channel: Channel }) {
  return kindOf(channel.type).hasApps ? <StepsLeft channel={channel} /> : null;
}

function StepsLeft({ channel: { id } }: { channel: Channel }) {
  const t = useTranslations("settings.channels.guide");
  const { guide } = useGuide(id, { isWatched: false });
  const count = guide?.steps.filter(({ state }) => state !== "done").length;
  if (!count) return null;
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 text-sm">{t("finishHint", { count })}</p>
        <Button asChild>
          <PageLink href={`/settings/channels/${id}/guide`}>
            {t("finish")}
          </PageLink>
        </Button>
      </div>
    </Card>
  );
}
