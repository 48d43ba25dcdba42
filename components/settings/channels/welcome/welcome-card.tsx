"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Channel } from "#contract/channels/channel.ts";
import type { ChannelWelcome } from "#contract/channels/welcome.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { WelcomeForm } from "#components/settings/channels/welcome/welcome-form.tsx";
import { QueryStates } from "#components/settings/query-states.tsx";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";

const FRESH_MS = 5 * 60_000;

/** Greeting, suggested questions and menu of the page in Messenger. */
export function WelcomeCard({ channel }: { channel: Channel }) {
  const t = useTranslations("settings.channels.welcome");
  // Meta answers ten questions about it in ten minutes, so it is read on demand.
  const [isOpen, setOpen] = useState(false);
  const query = useQuery({
    queryKey: liveKey("channel-welcome", channel.id),
    queryFn: ({ signal }) =>
      api<ChannelWelcome>(`/channels/${channel.id}/welcome`, { signal }),
    enabled: isOpen,
    staleTime: FRESH_MS,
    refetchOnWindowFocus: false,
  });
  return (
    <Card title={t("title")} hint={t("hint")}>
      {!isOpen ? (
        <Button onClick={() => setOpen(true)}>{t("open")}</Button>
      ) : (
        <QueryStates
          query={query}
          skeleton={<Skeleton className="h-64 rounded-lg" />}
        >
          {(data) => (
            <WelcomeForm
              channel={channel}
              welcome={data}
              onRead={async () => void (await query.refetch())}
              isReading={query.isFetching}
            />
          )}
        </QueryStates>
      )}
    </Card>
  );
}
