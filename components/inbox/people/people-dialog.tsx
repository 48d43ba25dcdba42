"use client";

import { useThreadManager } from "#components/thread/rights/use-thread-manager.ts";
import { UserMinus, UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { includesFolded } from "#contract/text/fold.ts";
import type { Agent } from "#contract/people/agent.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { abilitiesOf } from "#components/thread/rights/abilities.ts";
import { useAgents } from "#components/live/queries/use-directory.ts";
import { useThreadActions } from "#components/live/actions/use-thread-actions.ts";
import { PresenceDot } from "#components/presence/presence.tsx";
import { AgentAvatar } from "#components/presence/agent-avatar.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { SearchInput } from "#components/ui/controls/search-input.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const PRESENCES = ["available", "transfer_only", "away", "dnd", "offline"];

/** The participants of a thread, and the agents who can be added. */
export default function PeopleDialog({
  thread,
  onClose,
}: {
  thread: Thread;
  onClose: () => void;
}) {
  const t = useTranslations("people");
  const words = useErrorWords();
  const me = useThreadManager();
  const agents = useAgents().data;
  const can = abilitiesOf(thread, me);
  const { invite, uninvite } = useThreadActions(thread.id);
  const [search, setSearch] = useState("");
  const [busy, setBusy] = useState<string | null>(null);
  const takesPart = (id: string) =>
    thread.participants.some((one) => one.id === id);
  const others = (agents ?? [])
    .filter(
      ({ id, disabled, name }) =>
        !disabled &&
        id !== thread.owner?.id &&
        !takesPart(id) &&
        includesFolded(name, search),
    )
    // The sort is stable: by name within each presence.
    .sort(
      (a, b) => PRESENCES.indexOf(a.presence) - PRESENCES.indexOf(b.presence),
    );
  const act = (id: string, doing: (agentId: string) => Promise<unknown>) => {
    setBusy(id);
    doing(id)
      .catch((error: unknown) => toast.error(words(error)))
      .finally(() => setBusy(null));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      description={t("hint")}
      className="md:max-w-md"
      footer={<Button onClick={onClose}>{t("done")}</Button>}
    >
      {can.invite && (
        <>
          <SearchInput
            value={search}
            onChange={setSearch}
            label={t("search")}
            onEnter={() => {
              const [first] = others;
              if (first && search.trim() !== "") act(first.id, invite);
            }}
            className="mb-2"
          />
          <ul
            aria-label={t("colleagues")}
            className="h-64 overflow-y-auto rounded-md border p-1"
          >
            {!agents && <Skeleton className="h-full" />}
            {others.map((agent) => (
              <li key={agent.id}>
                <Colleague
                  agent={agent}
                  isMe={agent.id === me.id}
                  isBusy={busy === agent.id}
                  onInvite={() => act(agent.id, invite)}
                />
              </li>
            ))}
            {agents && others.length === 0 && (
              <li className="px-2 py-3 text-sm text-muted-foreground">
                {t("none")}
              </li>
            )}
          </ul>
        </>
      )}
      {thread.participants.length > 0 && (
        <section className="mt-3">
          <h3 className="mb-1 text-xs font-medium text-muted-foreground">
            {t("takingPart")}
          </h3>
          <ul aria-label={t("takingPart")}>
            {thread.participants.map(({ id, name }) => (
              <li key={id} className="flex items-center gap-3 px-2 py-1">
                <AgentAvatar id={id} name={name} size="sm" />
                <span className="bidi min-w-0 flex-1 truncate text-sm font-medium">
                  {name}
                </span>
                {(can.invite || id === me.id) && (
                  <Button
                    size="sm"
                    variant="ghost"
                    busy={busy === id}
                    aria-label={
                      id === me.id ? t("leave") : t("removeWhom", { name })
                    }
                    onClick={() => act(id, uninvite)}
                  >
                    <UserMinus />
                    {id === me.id ? t("leave") : t("remove")}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  );
}

function Colleague({
  agent: { id, name, presence },
  isMe,
  isBusy,
  onInvite,
}: {
  agent: Agent;
  isMe: boolean;
  isBusy: boolean;
  onInvite: () => void;
}) {
  const t = useTranslations("people");
  const presences = useTranslations("userMenu.presences");
  return (
    <button
      type="button"
      disabled={isBusy}
      onClick={onInvite}
      className="group flex w-full items-center gap-3 rounded-md px-2 py-1.5 text-start text-sm hover:bg-accent disabled:opacity-50 touch:py-2.5"
    >
      <span className="relative">
        <AgentAvatar id={id} name={name} size="sm" />
        <PresenceDot
          presence={presence}
          className="absolute -end-0.5 -bottom-0.5 border-2 border-popover box-content"
        />
      </span>
      <span className="min-w-0 flex-1">
        <span className="bidi block truncate font-medium">
          {isMe ? t("yourself") : name}
        </span>
        <span className="block text-xs text-muted-foreground">
          {presences(presence)}
        </span>
      </span>
      <span className="flex shrink-0 items-center gap-1.5 text-xs text-subtle group-hover:text-foreground">
        <UserPlus aria-hidden className="size-4" />
        {isMe ? t("join") : t("askAlong")}
      </span>
    </button>
  );
}
