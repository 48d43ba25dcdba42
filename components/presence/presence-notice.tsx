"use client";

import { BellOff, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { Me } from "#contract/people/me.ts";
import { isTeammate } from "#contract/people/roles.ts";
import { useSetBy } from "#components/live/queries/use-set-by.ts";
import { useLastAlert } from "#components/live/queries/use-last-alert.ts";
import { useMyself } from "#components/live/queries/use-directory.ts";
import { keptText } from "#components/live/stores/stored.ts";
import { useChangePresence } from "./use-change-presence.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { useMissedNames } from "#components/words/use-missed-names.ts";

/** Statuses that were not one's own wish, or are left over from yesterday: nothing rings, and one should know why. */
const REASONS = [
  "missed_offers",
  "idle",
  "supervisor",
  "shift",
  "signed_out",
  "kept",
] as const;
type Reason = (typeof REASONS)[number];

// Put away for as long as this tab lives, also over a reload; the status is told apart by when it began.
const usePutAway = create<{ text: string }>()(
  persist(() => ({ text: "" }), {
    name: "parley-status-seen",
    storage: keptText(() => sessionStorage),
  }),
);

/** Why the agent should hear of their status; null: no need. */
export function usePresenceReason(): { me: Me; reason: Reason } | null {
  const me = useMyself().data;
  const putAway = usePutAway(({ text }) => text);
  if (!me || !isTeammate(me.role)) return null;
  if (me.presence === "available" || me.presenceSince === putAway) return null;
  const reason = REASONS.find((each) => each === me.presenceReason);
  const isLeftOver = reason === "signed_out" || reason === "kept";
  if (!reason || (isLeftOver && me.queues.length === 0)) return null;
  return { me, reason };
}

/** Says that nothing rings and why, with the one click that changes it. */
export function PresenceNotice() {
  const t = useTranslations("presence");
  const presences = useTranslations("userMenu.presences");
  const change = useChangePresence();
  const found = usePresenceReason();
  const setBy = useSetBy(found?.reason === "supervisor");
  const isMissed = found?.reason === "missed_offers";
  const missed = useMissedNames()(useLastAlert("missed_offers", isMissed));
  if (!found) return null;
  const { me, reason } = found;
  return (
    <div
      role="status"
      className="pointer-events-auto relative animate-slide rounded-lg border bg-popover p-3 pe-10 text-popover-foreground shadow-float"
    >
      <div className="flex gap-3">
        <BellOff aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
        <div className="min-w-0 flex-1">
          <p className="text-sm font-medium">
            {t("notice.title", { presence: presences(me.presence) })}
          </p>
          <p className="text-xs text-muted-foreground">
            {reason === "supervisor" && setBy
              ? t("notice.setBy", { name: setBy.name })
              : isMissed && missed
                ? t("notice.missedOf", { names: missed })
                : t(`notice.${reason}`)}
          </p>
          {reason === "supervisor" && setBy?.why && (
            <p className="bidi mt-1 text-sm break-words">{setBy.why}</p>
          )}
          <Button
            size="sm"
            variant="primary"
            className="mt-2"
            busy={change.isPending}
            onClick={() => change.mutate({ presence: "available" })}
          >
            {t("backToAvailable")}
          </Button>
        </div>
      </div>
      <IconButton
        label={t("dismiss")}
        size="icon-sm"
        className="absolute end-2 top-2"
        onClick={() => usePutAway.setState({ text: me.presenceSince })}
      >
        <X />
      </IconButton>
    </div>
  );
}
