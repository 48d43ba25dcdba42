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
import { SettingsPage } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Signs in with Facebook, then chooses the pages to connect. */
export function FacebookLogin() {
  const t = useTranslations("settings.channels.facebook");
  const settings = useTranslations("settings");
  const words = useErrorWords();
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
      {state.data ? (
        state.data.login ? (
          <PagePicker
            login={state.data.login}
            onEnded={() =>
              void queryClient.invalidateQueries({
                queryKey: liveKey("channel-login"),
              })
            }
          />
        ) : (
          <StartLogin state={state.data} />
        )
      ) : state.isError ? (
        <EmptyState
          title={settings("failed")}
          text={words(state.error)}
          action={
            <Button onClick={() => void state.refetch()}>
              {settings("retry")}
            </Button>
          }
        />
      ) : (
        <div role="status" aria-label={settings("loading")}>
          <Skeleton className="h-40 rounded-lg" />
        </div>
      )}
    </SettingsPage>
  );
}
