"use client";

import { useLocale, useTranslations } from "next-intl";
import {
  kindOf,
  KINDS_WITH_WELCOME,
} from "#contract/channels/rules/channel-rules.ts";
import type { Channel } from "#contract/channels/channel.ts";
import { useChannels } from "#components/live/queries/use-directory.ts";
import { ChannelActions } from "#components/settings/channels/channel-actions.tsx";
import { ChannelEditForm } from "#components/settings/channels/channel-edit-form.tsx";
import {
  HealthBadge,
  ProblemList,
} from "#components/settings/channels/health.tsx";
import { AddressesCard } from "#components/settings/channels/addresses-card.tsx";
import { FinishCard } from "#components/settings/channels/guide/finish-card.tsx";
import { MissedMessagesCard } from "#components/settings/channels/missed-messages-card.tsx";
import { LightsCard } from "#components/settings/channels/lights-card.tsx";
import { ReviewLinkCard } from "#components/settings/channels/review-link-card.tsx";
import { WelcomeCard } from "#components/settings/channels/welcome/welcome-card.tsx";
import { PartLinks } from "#components/settings/part-links.tsx";
import { DetailPage } from "#components/settings/detail-page.tsx";
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
          {kindOf(channel.type).hasApps ? (
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
          <PartLinks />
          <FinishCard channel={channel} />
          <LightsCard channel={channel} />
          <AddressesCard channel={channel} />
          {kindOf(channel.type).hasApps && <ReviewLinkCard channel={channel} />}
          <MissedMessagesCard channel={channel} />
          {KINDS_WITH_WELCOME.includes(channel.type) && (
            <WelcomeCard channel={channel} />
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
