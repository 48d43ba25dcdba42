"use client";

import { useThreadManager } from "#components/thread/rights/use-thread-manager.ts";
import { UserPlus, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import type { Thread } from "#contract/threads/thread.ts";
import { abilitiesOf } from "#components/thread/rights/abilities.ts";
import { AgentAvatar } from "#components/presence/agent-avatar.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { lazily } from "#components/page/lazily.ts";

const PeopleDialog = lazily(
  () => import("#components/inbox/people/people-dialog.tsx"),
);

/** The participants of a thread. */
export function PeopleSection({ thread }: { thread: Thread }) {
  const t = useTranslations("people");
  const me = useThreadManager();
  const [isOpen, setOpen] = useState(false);
  const { participants } = thread;
  const mayInvite = abilitiesOf(thread, me).invite;
  const isIn = participants.some(({ id }) => id === me.id);
  if (participants.length === 0 && !mayInvite) return null;
  return (
    <section className="mt-5">
      <div className="flex h-8 items-center justify-between">
        <h3 className="text-xs font-medium text-muted-foreground">
          {t("takingPart")}
        </h3>
        {(mayInvite || isIn) && (
          <IconButton
            label={mayInvite ? t("invite") : t("title")}
            size="icon-sm"
            onClick={() => setOpen(true)}
          >
            {mayInvite ? <UserPlus /> : <Users />}
          </IconButton>
        )}
      </div>
      {participants.length === 0 ? (
        <p className="text-sm text-muted-foreground">{t("noneIn")}</p>
      ) : (
        <ul className="space-y-1.5">
          {participants.map(({ id, name }) => (
            <li key={id} className="flex items-center gap-2 text-sm">
              <AgentAvatar id={id} name={name} size="sm" />
              <span className="bidi min-w-0 truncate">
                {id === me.id ? t("yourself") : name}
              </span>
            </li>
          ))}
        </ul>
      )}
      {isOpen && (
        <Suspense>
          <PeopleDialog thread={thread} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </section>
  );
}
