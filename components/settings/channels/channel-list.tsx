"use client";

import { Cable, ChevronRight, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Channel } from "#contract/channels/channel.ts";
import { usePlaceName } from "#components/thread/use-place-name.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { useChannels } from "#components/live/queries/use-directory.ts";
import { HealthBadge } from "#components/settings/channels/health.tsx";
import { ListStates } from "#components/settings/list-states.tsx";
import { RowList, SettingsPage } from "#components/settings/section.tsx";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { useListTime } from "#components/words/use-times.ts";

export function ChannelList() {
  const t = useTranslations("settings.channels");
  const channels = useChannels();
  const connect = (
    <Button asChild variant="primary">
      <PageLink href="/settings/channels/new">
        <Plus />
        {t("connect")}
      </PageLink>
    </Button>
  );
  return (
    <SettingsPage
      title={t("title")}
      hint={t("hint")}
      action={channels.data?.length ? connect : undefined}
    >
      <ListStates
        query={channels}
        empty={
          <EmptyState
            icon={<Cable />}
            title={t("empty")}
            text={t("emptyHint")}
            action={connect}
          />
        }
      >
        {(items) => (
          <RowList label={t("title")}>
            {items.map((channel) => (
              <ChannelRow key={channel.id} channel={channel} />
            ))}
          </RowList>
        )}
      </ListStates>
    </SettingsPage>
  );
}

function ChannelRow({ channel }: { channel: Channel }) {
  const kinds = useTranslations("channelKinds");
  const t = useTranslations("settings.channels");
  const listTime = useListTime();
  const { id, type, name, pictureUrl, lastEventAt, route } = channel;
  const place = usePlaceName(route.open);
  return (
    <li>
      <PageLink
        href={`/settings/channels/${id}`}
        className="flex items-center gap-3 px-4 py-3 outline-offset-[-2px] hover:bg-accent"
      >
        <Avatar id={id} name={name} url={pictureUrl} />
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-2">
            <span className="min-w-0 truncate font-medium">{name}</span>
            <HealthBadge channel={channel} />
          </div>
          <p className="truncate text-sm text-muted-foreground">
            {`${kinds(type)} · `}
            {route.open === null && `${t("goesNowhere")} · `}
            {place && `${t("goesTo", { place })} · `}
            {lastEventAt
              ? t("lastEvent", { when: listTime(lastEventAt) })
              : t("noEvent")}
          </p>
        </div>
        <ChevronRight aria-hidden className="size-4 text-subtle" />
      </PageLink>
    </li>
  );
}
