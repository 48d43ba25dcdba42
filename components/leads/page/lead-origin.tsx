"use client";

import type { ChannelName } from "#contract/channels/channel.ts";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Lead } from "#contract/leads/lead.ts";
import { CustomerTouches } from "#components/leads/customer-touches.tsx";
import { Panel } from "#components/leads/panel.tsx";
import { useFormName } from "#components/leads/use-lead-words.ts";
import { useChannelNames } from "#components/live/queries/use-directory.ts";
import { CopyButton } from "#components/ui/controls/copy-button.tsx";
import { dateAndTime } from "#components/words/times.ts";

/** The lead's origin: page, form, ad, and the vendor's id. */
export function LeadOrigin({ lead }: { lead: Lead }) {
  const t = useTranslations("leads.origin");
  const locale = useLocale();
  const nameOf = useFormName();
  const channels = useChannelNames().data;
  const { formName, formId, platform, organic } = lead;
  const named = (value: Lead["ad"]) => value && (value.name ?? value.id);
  const facts: [name: string, value: ReactNode][] = [
    ["page", pageOf(lead, channels)],
    ["form", formId === "" ? nameOf(lead) : (formName ?? formId)],
    ["platform", platform && t(`platforms.${platform}`)],
    ["campaign", named(lead.campaign)],
    ["adset", named(lead.adset)],
    ["ad", named(lead.ad) ?? (organic === true ? t("organic") : null)],
    ["received", dateAndTime(locale, lead.createdAt)],
  ];
  return (
    <Panel title={t("title")} className="max-lg:order-6">
      <dl className="space-y-2 text-sm">
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt className="text-xs text-muted-foreground">
                  {t(name as "page")}
                </dt>
                <dd className="bidi wrap-anywhere">{value}</dd>
              </div>
            ),
        )}
        <div>
          <dt className="text-xs text-muted-foreground">{t("leadgenId")}</dt>
          <dd className="flex items-center gap-1">
            <span className="min-w-0 font-mono text-xs break-all select-all">
              {lead.leadgenId}
            </span>
            <CopyButton text={lead.leadgenId} label={t("copyId")} />
          </dd>
        </div>
      </dl>
      {lead.customerId !== null && (
        <CustomerTouches customerId={lead.customerId} />
      )}
    </Panel>
  );
}

/** Null while the names are loading; the vendor's id of a page that is not connected any more. */
function pageOf(
  { channelId, pageId }: Lead,
  channels: ChannelName[] | undefined,
): string | null {
  if (channelId !== null && channels === undefined) return null;
  return channels?.find(({ id }) => id === channelId)?.name ?? pageId;
}
