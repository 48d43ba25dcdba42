"use client";

import { useSearchParams } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import type { Channel } from "#contract/channels/channel.ts";
import { useChannels } from "#components/live/queries/use-directory.ts";
import { ApiSecretsCard } from "#components/settings/channels/api-secrets.tsx";
import { ChannelActions } from "#components/settings/channels/channel-actions.tsx";
import { ChannelEditForm } from "#components/settings/channels/channel-edit-form.tsx";
import {
  HealthBadge,
  ProblemList,
} from "#components/settings/channels/health.tsx";
import { DetailPage } from "#components/settings/detail-page.tsx";
import { Card } from "#components/settings/section.tsx";
import { CopyField } from "#components/ui/controls/copy-button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { dateAndTime } from "#components/words/times.ts";

/** One channel: its health, the values to enter at the vendor, and its routing. */
export function ChannelDetail({ channelId }: { channelId: string }) {
  const t = useTranslations("settings.channels");
  const { data: channels, isPending } = useChannels();
  return (
    <DetailPage
      item={channels?.find(({ id }) => id === channelId)}
      isPending={isPending}
      list="/settings/channels"
      words={{ gone: t("gone"), backToList: t("backToList") }}
      hint={(channel) => (
        <span className="flex flex-wrap items-center gap-2">
          <HealthBadge channel={channel} />
          <KindName channel={channel} />
          {" · "}
          {channel.type === "messenger" ? (
            <CheckedAt channel={channel} />
          ) : (
            <Traffic channel={channel} />
          )}
        </span>
      )}
      action={(channel) => <ChannelActions channel={channel} />}
    >
      {(channel) => (
        <>
          <ProblemList channel={channel} />
          {channel.type === "api" ? (
            <ApiSecretsCard channel={channel} />
          ) : (
            <WebhookCard channel={channel} />
          )}
          <ChannelEditForm key={channel.id} channel={channel} />
        </>
      )}
    </DetailPage>
  );
}

function KindName({ channel }: { channel: Channel }) {
  const t = useTranslations("channelKinds");
  return t(channel.type);
}

function CheckedAt({ channel }: { channel: Channel }) {
  const t = useTranslations("settings.channels");
  const locale = useLocale();
  return channel.checkedAt
    ? t("checkedAt", { when: dateAndTime(locale, channel.checkedAt) })
    : t("neverChecked");
}

/** Both ways: what came in last, and what was accepted last. */
function Traffic({
  channel: { lastEventAt, lastSentAt },
}: {
  channel: Channel;
}) {
  const t = useTranslations("settings.channels.api");
  const locale = useLocale();
  const when = (at: string) => ({ when: dateAndTime(locale, at) });
  return (
    <>
      {lastEventAt ? t("lastEvent", when(lastEventAt)) : t("noEvent")}
      {" · "}
      {lastSentAt ? t("lastSent", when(lastSentAt)) : t("nothingSent")}
    </>
  );
}

function WebhookCard({ channel }: { channel: Channel }) {
  const t = useTranslations("settings.channels");
  const locale = useLocale();
  const isNew = useSearchParams().has("connected");
  const { webhookVerifiedAt, webhookUrl, verifyToken } = channel;
  return (
    <Card title={t("webhook")} hint={t("webhookHint")}>
      {isNew && !webhookVerifiedAt && (
        <Notice role="status" className="mb-4">
          {t("almostDone")}
        </Notice>
      )}
      <div className="space-y-3">
        <CopyField value={webhookUrl} label={t("webhookUrl")} />
        <CopyField value={verifyToken} label={t("verifyToken")} />
      </div>
      {webhookVerifiedAt ? (
        <p className="mt-3 text-sm text-success">
          {t("verifiedAt", { when: dateAndTime(locale, webhookVerifiedAt) })}
        </p>
      ) : (
        <ol className="mt-4 list-decimal space-y-1 ps-5 text-sm text-muted-foreground">
          <li>{t("steps.open")}</li>
          <li>{t("steps.enter")}</li>
          <li>{t("steps.fields")}</li>
          <li>{t("steps.test")}</li>
        </ol>
      )}
    </Card>
  );
}
