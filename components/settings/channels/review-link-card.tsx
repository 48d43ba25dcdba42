"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Channel } from "#contract/channels/channel.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { Card } from "#components/settings/section.tsx";

/** Leads to everything that Meta's app review of this page asks for. */
export function ReviewLinkCard({ channel }: { channel: Channel }) {
  const t = useTranslations("settings.review");
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-[1_1_14rem]">
          <h3 className="text-base font-semibold">{t("title")}</h3>
          <p className="mt-0.5 text-sm text-muted-foreground">{t("hint")}</p>
        </div>
        <PageLink
          href={`/settings/channels/${channel.id}/review`}
          className="inline-flex items-center gap-1 py-1 text-sm text-primary hover:underline"
        >
          {t("open")}
          <ChevronRight aria-hidden className="size-4" />
        </PageLink>
      </div>
    </Card>
  );
}
