"use client";

import { Ellipsis, List } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Presence } from "#contract/people/agent.ts";
import {
  ChangeDialog,
  type AgentChange,
} from "#components/board/change-dialog.tsx";
import type { BoardAgent, BoardQueue } from "#components/board/use-board.ts";
import { CHOICES, PresenceDot } from "#components/presence/presence.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
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
} from "#components/ui/overlays/menu.tsx";

/** A supervisor's menu for an agent's status and log-ins. The agent reads who changed them, and why. */
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
  const [change, setChange] = useState<AgentChange | null>(null);
  const { id, name } = agent;
  const setPresence = (chosen: Presence) => {
    const values = { name, presence: presences(chosen) };
    setChange({
      path: `/agents/${id}/presence`,
      body: { presence: chosen },
      title: t("statusTitle", values),
      submit: t("setStatus"),
      done: t("statusSet", values),
    });
  };
  const setLogin = (queue: BoardQueue, loggedIn: boolean) => {
    const values = { name, queue: queue.name };
    setChange({
      path: `/agents/${id}/queues/${queue.id}`,
      body: { loggedIn },
      title: t(loggedIn ? "logInTitle" : "logOutTitle", values),
      submit: t(loggedIn ? "logIn" : "logOut"),
      done: t(loggedIn ? "loggedIn" : "loggedOut", values),
    });
  };
  return (
    <>
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
            onValueChange={(chosen) => setPresence(chosen as Presence)}
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
                      onCheckedChange={(checked) => setLogin(queue, checked)}
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
      {change && (
        <ChangeDialog
          name={name}
          change={change}
          onClose={() => setChange(null)}
        />
      )}
    </>
  );
}
