"use client";

import { Ellipsis, List } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Presence } from "#contract/shapes.ts";
import {
  useRefreshBoard,
  type BoardAgent,
  type BoardQueue,
} from "#components/board/use-board.ts";
import { api } from "#components/live/api.ts";
import { CHOICES, PresenceDot } from "#components/shell/presence.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import {
  Menu,
  MenuCheckboxItem,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "#components/ui/menu.tsx";
import { toast } from "#components/ui/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Somebody's status and log-ins, as a supervisor sets them; they are told who did. */
export function AgentMenu({
  agent,
  queues,
  onShow,
}: {
  agent: BoardAgent;
  queues: BoardQueue[];
  onShow: () => void;
}) {
  const t = useTranslations("board");
  const presences = useTranslations("userMenu.presences");
  const words = useErrorWords();
  const refresh = useRefreshBoard();
  const { id, name } = agent;
  const act = async (path: string, body: object, done: string) => {
    try {
      await api(path, { method: "PATCH", body });
      void refresh();
      toast.success(done);
    } catch (error) {
      toast.error(words(error));
    }
  };
  const setPresence = (presence: Presence) =>
    act(
      `/agents/${id}/presence`,
      { presence },
      t("statusSet", { name, presence: presences(presence) }),
    );
  const setLogin = (queue: BoardQueue, loggedIn: boolean) =>
    act(
      `/agents/${id}/queues/${queue.id}`,
      { loggedIn },
      t(loggedIn ? "loggedIn" : "loggedOut", { name, queue: queue.name }),
    );
  return (
    <Menu modal={false}>
      <MenuTrigger asChild>
        <IconButton label={t("actions", { name })}>
          <Ellipsis />
        </IconButton>
      </MenuTrigger>
      <MenuContent align="end" className="max-w-72">
        <MenuItem onSelect={onShow}>
          <List />
          {t("show")}
        </MenuItem>
        <MenuSeparator />
        <MenuLabel>{t("setStatus")}</MenuLabel>
        <MenuRadioGroup
          value={agent.presence}
          onValueChange={(chosen) => void setPresence(chosen as Presence)}
        >
          {CHOICES.map((presence) => (
            <MenuRadioItem key={presence} value={presence}>
              <PresenceDot presence={presence} />
              {presences(presence)}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        {agent.queues.length > 0 && (
          <>
            <MenuSeparator />
            <MenuLabel>{t("queueLogin")}</MenuLabel>
            {agent.queues.map(({ id: queueId, loggedIn }) => {
              const queue = queues.find((each) => each.id === queueId);
              return (
                queue && (
                  <MenuCheckboxItem
                    key={queueId}
                    checked={loggedIn}
                    onCheckedChange={(checked) => void setLogin(queue, checked)}
                  >
                    <span className="truncate">{queue.name}</span>
                  </MenuCheckboxItem>
                )
              );
            })}
          </>
        )}
      </MenuContent>
    </Menu>
  );
}
