"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { LoginState } from "#contract/channels/login.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { BackLink } from "#components/navigation/back-link.tsx";
import { LoginNotice } from "#components/settings/channels/facebook/login-notice.tsx";
import { PagePicker } from "#components/settings/channels/facebook/page-picker.tsx";
import { StartLogin } from "#components/settings/channels/facebook/start-login.tsx";
import { QueryStates } from "#components/settings/query-states.tsx";
import { SettingsPage } from "#components/settings/section.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";

/** Signs in with Facebook, then chooses the pages to connect. */
export function FacebookLogin() {
  const t = useTranslations("settings.channels.facebook");
  const settings = useTranslations("settings");
  const queryClient = useQueryClient();
  const state = useQuery({
    queryKey: liveKey("channel-login", "state"),
    queryFn: ({ signal }) => api<LoginState>("/channels/oauth", { signal }),
  });
  return (
    <SettingsPage
      title={t("title")}
      hint={t("hint")}
      back={
        <BackLink href="/settings/channels">
          {settings("channels.backToList")}
        </BackLink>
      }
    >
      <LoginNotice />
      <QueryStates
        query={state}
        skeleton={<Skeleton className="h-40 rounded-lg" />}
      >
        {(data) =>
          data.login ? (
            <PagePicker
              login={data.login}
              onEnded={() =>
                void queryClient.invalidateQueries({
                  queryKey: liveKey("channel-login"),
                })
              }
            />
          ) : (
            <StartLogin state={data} />
          )
        }
      </QueryStates>
    </SettingsPage>
  );
}
