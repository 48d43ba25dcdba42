"use client";

import { useTranslations } from "next-intl";
import { AgentAvatar } from "#components/presence/agent-avatar.tsx";
import { cn } from "#components/ui/class-names.ts";
import { useThreadViewers } from "./use-thread-viewers.ts";

const SHOWN = 3;

/** The teammates who have the thread open. One who types has a ring; one whose tab is out of sight is gray. */
export function ThreadViewers({ threadId }: { threadId: string }) {
  const t = useTranslations("thread.viewers");
  const viewers = useThreadViewers(threadId);
  const more = viewers.length - SHOWN;
  return (
    <div
      role="status"
      aria-label={t("label")}
      className="flex shrink-0 items-center -space-x-1.5 rtl:space-x-reverse"
    >
      {viewers.slice(0, SHOWN).map(({ id, name, state }) => {
        const words = t(state, { name });
        return (
          <span
            key={id}
            title={words}
            className={cn(
              "rounded-full ring-2 ring-background",
              state === "typing" && "z-10 ring-primary",
              state === "open" &&
                "outline-1 outline-muted-foreground outline-dashed grayscale",
            )}
          >
            <AgentAvatar id={id} name={name} size="xs" />
            <span className="sr-only">{words}</span>
          </span>
        );
      })}
      {more > 0 && (
        <span className="ps-2.5 text-xs text-muted-foreground tabular-nums">
          +{more}
        </span>
      )}
    </div>
  );
}
