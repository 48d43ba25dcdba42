"use client";

import { Ellipsis, Pencil, Plus, UserCheck, Users } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { lazily } from "#components/page/lazily.ts";
import { toast } from "#components/page/toast.ts";
import type { Agent } from "#contract/people/agent.ts";
import { maySeeAs } from "#contract/people/see-as.ts";
import { api } from "#components/live/transport/api.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import {
  useAgents,
  useChannels,
  useDepartments,
} from "#components/live/queries/use-directory.ts";
import { ListStates } from "#components/settings/list-states.tsx";
import { AccessDialog } from "#components/settings/people/access-dialog.tsx";
import { DisableDialog } from "#components/settings/people/disable-dialog.tsx";
import { InviteManyDialog } from "#components/settings/people/invite-many-dialog.tsx";
import { InvitationDialog } from "#components/settings/people/invitation-dialog.tsx";
import {
  ALL_PEOPLE,
  PeopleFilterBar,
  peopleOf,
  stateOf,
} from "#components/settings/people/people-filter.tsx";
import type { PersonActs } from "#components/settings/people/person-menu.tsx";
import { PersonDialog } from "#components/settings/people/person-dialog.tsx";
import { SeeAsDialog } from "#components/settings/people/see-as-dialog.tsx";
import { FoundRows } from "#components/settings/list-search.tsx";
import { Row, RowList, SettingsPage } from "#components/settings/section.tsx";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { AgentAvatar } from "#components/presence/agent-avatar.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { FloatingButton } from "#components/ui/overlays/floating-button.tsx";
import { shortDate } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { useNow } from "#components/page/use-now.ts";

export function People() {
  const t = useTranslations("settings.people");
  const words = useErrorWords();
  const me = useMe();
  const agents = useAgents();
  const refresh = useRefresh("agents");
  const refreshQueues = useRefresh("queues");
  const locale = useLocale();
  const [filter, setFilter] = useState(ALL_PEOPLE);
  const [editing, setEditing] = useState<Agent | "new" | null>(null);
  const [isInvitingMany, setInvitingMany] = useState(false);
  const [leaving, setLeaving] = useState<Agent | null>(null);
  const [accessOf, setAccessOf] = useState<Agent | null>(null);
  const [seeing, setSeeing] = useState<Agent | null>(null);
  const [invitation, setInvitation] = useState<{
    name: string;
    url: string;
    isMailed: boolean;
  } | null>(null);

  const tellFailure = (error: unknown) => toast.error(words(error));
  const setDisabled = ({ id }: Agent, disabled: boolean) =>
    api(`/agents/${id}`, { method: "PATCH", body: { disabled } })
      .then(refresh)
      .catch(tellFailure);
  const invite = ({ id, name }: Agent) =>
    api<{ invitationUrl: string; invitationMailed: boolean }>(
      `/agents/${id}/invitation`,
      {
        method: "POST",
        body: {},
      },
    )
      .then(({ invitationUrl: url, invitationMailed: isMailed }) =>
        setInvitation({ name, url, isMailed }),
      )
      .catch(tellFailure);

  return (
    <SettingsPage
      title={t("title")}
      hint={t("hint")}
      action={
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setInvitingMany(true)}>
            <Users />
            {t("many.open")}
          </Button>
          <Button variant="primary" onClick={() => setEditing("new")}>
            <Plus />
            {t("add")}
          </Button>
        </div>
      }
    >
      <ListStates query={agents} empty={<EmptyState title={t("empty")} />}>
        {(all) => (
          <>
            <PeopleFilterBar agents={all} value={filter} onChange={setFilter} />
            <FoundRows
              items={peopleOf(all, filter, locale)}
              textOf={({ name, email }) => `${name} ${email}`}
              search={filter.search}
              onClear={() => setFilter(ALL_PEOPLE)}
            >
              {(items) => (
                <RowList label={t("title")}>
                  {items.map((agent) => (
                    <PersonRow
                      key={agent.id}
                      agent={agent}
                      isMe={agent.id === me.id}
                      onEdit={() => setEditing(agent)}
                      onSeeAs={
                        maySeeAs(me.role, agent.role)
                          ? () => setSeeing(agent)
                          : null
                      }
                      onInvite={() => void invite(agent)}
                      onAccess={
                        agent.role !== "owner" || me.role === "owner"
                          ? () => setAccessOf(agent)
                          : null
                      }
                      onDisable={() => setLeaving(agent)}
                      onEnable={() => void setDisabled(agent, false)}
                    />
                  ))}
                </RowList>
              )}
            </FoundRows>
          </>
        )}
      </ListStates>
      {editing !== null && (
        <PersonDialog
          agent={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={(name, url, isMailed) => {
            setEditing(null);
            void refresh();
            void refreshQueues();
            if (url) setInvitation({ name, url, isMailed });
          }}
        />
      )}
      {isInvitingMany && (
        <InviteManyDialog
          onClose={() => setInvitingMany(false)}
          onInvited={() => {
            void refresh();
            void refreshQueues();
          }}
        />
      )}
      {invitation && (
        <InvitationDialog {...invitation} onClose={() => setInvitation(null)} />
      )}
      {accessOf && (
        <AccessDialog agent={accessOf} onClose={() => setAccessOf(null)} />
      )}
      {seeing && <SeeAsDialog agent={seeing} onClose={() => setSeeing(null)} />}
      {leaving && (
        <DisableDialog
          agent={leaving}
          onClose={() => setLeaving(null)}
          onDisabled={() => void refresh()}
        />
      )}
    </SettingsPage>
  );
}

const PersonMenu = lazily(
  () => import("#components/settings/people/person-menu.tsx"),
);

function PersonRow({
  agent,
  isMe,
  onEdit,
  onEnable,
  ...acts
}: PersonActs & {
  agent: Agent;
  isMe: boolean;
  onEdit: () => void;
  onEnable: () => void;
}) {
  const t = useTranslations("settings.people");
  const roles = useTranslations("roles");
  const { id, name, email, role, disabled, departmentIds } = agent;
  const locale = useLocale();
  const invite =
    stateOf(agent) === "invited" && agent.invitedUntil !== null
      ? [t("invited", { date: shortDate(locale, agent.invitedUntil) })]
      : [];
  const departments = (useDepartments().data ?? [])
    .filter((department) => departmentIds.includes(department.id))
    .map((department) => department.name);
  return (
    <Row
      isFaded={disabled}
      icon={<AgentAvatar id={id} name={name} size="sm" />}
      title={name}
      detail={[email, ...departments, ...invite].join(" · ")}
      badges={
        <>
          <Badge tone={role === "agent" ? "neutral" : "primary"}>
            {roles(role)}
          </Badge>
          {isMe && <Badge>{t("you")}</Badge>}
          {role === "reviewer" && !disabled && <ReviewBadge agent={agent} />}
          {stateOf(agent) === "invited" && <InvitedBadge agent={agent} />}
          {disabled && <Badge tone="danger">{t("disabled")}</Badge>}
        </>
      }
      actions={
        disabled ? (
          <IconButton label={t("enableWho", { name })} onClick={onEnable}>
            <UserCheck />
          </IconButton>
        ) : (
          <>
            <IconButton label={t("editWho", { name })} onClick={onEdit}>
              <Pencil />
            </IconButton>
            {!isMe && (
              <FloatingButton
                kind="menu"
                preload={PersonMenu.preload}
                button={
                  <IconButton label={t("more", { name })}>
                    <Ellipsis />
                  </IconButton>
                }
                panel={(floating) => (
                  <PersonMenu {...floating} {...acts} name={name} />
                )}
              />
            )}
          </>
        )
      }
    />
  );
}

/** Someone who has not used their invite link, or no longer can. */
function InvitedBadge({ agent: { invitedUntil } }: { agent: Agent }) {
  const t = useTranslations("settings.people");
  const now = useNow();
  if (invitedUntil === null) return null;
  return Date.parse(invitedUntil) <= now ? (
    <Badge tone="warning">{t("inviteExpired")}</Badge>
  ) : (
    <Badge>{t("filter.states.invited")}</Badge>
  );
}

/** The channel of a reviewer, and when their access ends or that it has ended. */
function ReviewBadge({ agent }: { agent: Agent }) {
  const t = useTranslations("settings.people");
  const locale = useLocale();
  const now = useNow();
  const { reviewChannelId, expiresAt } = agent;
  const channel = useChannels().data?.find(({ id }) => id === reviewChannelId);
  if (expiresAt !== null && Date.parse(expiresAt) <= now)
    return <Badge tone="danger">{t("expired")}</Badge>;
  if (!channel) return <Badge tone="warning">{t("noReviewChannel")}</Badge>;
  return (
    <Badge>
      {/* A flex box would cut a long name without an ellipsis. */}
      <span className="truncate">
        {expiresAt === null
          ? channel.name
          : t("reviewsUntil", {
              channel: channel.name,
              date: shortDate(locale, expiresAt),
            })}
      </span>
    </Badge>
  );
}
