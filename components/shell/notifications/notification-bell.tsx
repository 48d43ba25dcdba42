"use client";

import { Bell } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { isStaff } from "#contract/people/roles.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { useNotifications } from "#components/live/queries/use-notifications.ts";
import { useReadShown } from "#components/live/queries/use-read-shown.ts";
import { useSelectedThread } from "#components/navigation/selection.ts";
import { lazily } from "#components/page/lazily.ts";
import { FloatingButton } from "#components/ui/overlays/floating-button.tsx";

const Panel = lazily(() => import("./notification-panel.tsx"));

const MAX_SHOWN = 99;

/** The number of unread notifications; opens their list. Opening a conversation marks its notifications as read. */
export function NotificationBell() {
  const t = useTranslations("notices");
  const { role } = useMe();
  const held = useNotifications();
  useReadOpenThread();
  if (!isStaff(role)) return null;
  const count = held?.unread ?? 0;
  return (
    <FloatingButton
      kind="dialog"
      preload={Panel.preload}
      button={
        <button
          type="button"
          aria-label={count > 0 ? t("withUnread", { count }) : t("title")}
          className="relative grid size-9 place-items-center rounded-lg text-muted-foreground transition-colors hover:bg-accent hover:text-foreground md:size-10"
        >
          <Bell aria-hidden className="size-5 md:size-[18px]" />
          {count > 0 && (
            <span
              aria-hidden
              className="absolute start-1/2 top-0.5 ms-0.5 min-w-4 rounded-full bg-primary px-1 text-center text-[10px] leading-4 font-semibold text-primary-foreground tabular-nums"
            >
              {count > MAX_SHOWN ? `${MAX_SHOWN}+` : count}
            </span>
          )}
        </button>
      }
      panel={(floating) => <Panel {...floating} />}
    />
  );
}

function useReadOpenThread(): void {
  const selected = useSelectedThread();
  useReadShown(
    useCallback(
      ({ event, threadId, detail }) =>
        selected !== null &&
        // The conversation on the screen doesn't say where it went.
        event !== "taken_from_you" &&
        (threadId ?? detail["threadId"]) === selected,
      [selected],
    ),
  );
}
