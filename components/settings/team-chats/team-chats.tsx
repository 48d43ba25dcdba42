"use client";

import { Megaphone, Send } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { mayChange } from "#contract/live/console-pages.ts";
import type {
  TeamChat,
  TeamChatTest,
} from "#contract/notifications/team-chat.ts";
import { useTeamChats } from "#components/live/queries/use-directory.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { ResourcePage } from "#components/settings/resource-page.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { TeamChatForm } from "./team-chat-form.tsx";

/** The chats of the team that get alerts. */
export function TeamChats() {
  const t = useTranslations("settings.teamChats");
  const locale = useLocale();
  const isAllowed = mayChange(useMe().role, "settings/team-chats");
  return (
    <ResourcePage<TeamChat>
      noun="team-chats"
      words="teamChats"
      query={useTeamChats()}
      icon={<Megaphone />}
      mayAddAndDelete={isAllowed}
      mayChange={() => isAllowed}
      detailOf={({ kind, alerts, lastSentAt, error }) => (
        <>
          {[
            t(`kinds.${kind}`),
            t("count", { count: alerts.length }),
            ...(lastSentAt
              ? [t("lastSent", { at: dateAndTime(locale, lastSentAt) })]
              : []),
          ].join(" · ")}
          {error && <span className="block text-destructive">{error}</span>}
        </>
      )}
      badgesOf={({ on, error }) => (
        <>
          {!on && <Badge>{t("off")}</Badge>}
          {error && <Badge tone="danger">{t("failing")}</Badge>}
        </>
      )}
      moreActionsOf={(chat) => <TestButton chat={chat} />}
      renderDialog={({ item, ...dialog }) => (
        <TeamChatForm chat={item} {...dialog} />
      )}
    />
  );
}

function TestButton({ chat: { id, name } }: { chat: TeamChat }) {
  const t = useTranslations("settings.teamChats");
  const words = useErrorWords();
  const refresh = useRefresh("team-chats");
  const [isBusy, setBusy] = useState(false);
  const test = async () => {
    setBusy(true);
    try {
      const { outcome, status, detail } = await api<TeamChatTest>(
        `/team-chats/${id}/test`,
        { method: "POST" },
      );
      const said = t(`tests.${outcome}`, {
        name,
        detail: detail ?? String(status ?? ""),
      });
      if (outcome === "accepted") toast.success(said);
      else toast.error(said);
      await refresh();
    } catch (error) {
      toast.error(words(error));
    }
    setBusy(false);
  };
  return (
    <IconButton
      label={t("test", { name })}
      busy={isBusy}
      onClick={() => void test()}
    >
      <Send />
    </IconButton>
  );
}
