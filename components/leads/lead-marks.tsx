"use client";

import { Bell, Timer, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Lead } from "#contract/leads/lead.ts";
import type { LeadStatus } from "#contract/leads/lead-settings.ts";
import { usePlaceName } from "#components/thread/channel/use-place-name.ts";
import { AgentAvatar } from "#components/presence/agent-avatar.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { cn } from "#components/ui/class-names.ts";
import { LiveClock } from "#components/words/live-clock.tsx";
import { useStatusName } from "./use-lead-words.ts";

const STAGE_TONES = {
  open: "primary",
  won: "success",
  lost: "neutral",
} as const;

/** Nothing for a lead without a status. */
export function StatusBadge({ status }: { status: LeadStatus | undefined }) {
  const nameOf = useStatusName();
  if (!status) return null;
  return <Badge tone={STAGE_TONES[status.stage]}>{nameOf(status)}</Badge>;
}

/** Only for a lead whose details are not here. */
export function StateBadge({ state }: Pick<Lead, "state">) {
  const t = useTranslations("leads.states");
  if (state === "synced") return null;
  return (
    <Badge tone={state === "failed" ? "danger" : "warning"}>{t(state)}</Badge>
  );
}

export function TestBadge({ lead }: { lead: Pick<Lead, "test"> }) {
  const t = useTranslations("leads");
  if (!lead.test) return null;
  return (
    <Badge tone="note" title={t("testHint")}>
      {t("test")}
    </Badge>
  );
}

/** After so long without a contact, most people have forgotten the form. */
export const LATE_MS = 5 * 60_000;

/** The time that an open lead has waited for its first contact. Nothing once it has had one. */
export function FirstContact({
  lead,
  status,
}: {
  lead: Pick<Lead, "firstTouchAt" | "createdTime" | "leadgenId" | "test">;
  status: LeadStatus | undefined;
}) {
  const t = useTranslations("leads");
  const isImported = lead.leadgenId.startsWith("import:");
  if (lead.test || isImported || lead.firstTouchAt !== null) return null;
  if (status !== undefined && status.stage !== "open") return null;
  return (
    <span
      title={t("firstTouch")}
      className="inline-flex items-center gap-1 text-xs text-muted-foreground tabular-nums"
    >
      <Timer aria-hidden className="size-3.5" />
      <span className="sr-only">{t("firstTouch")}</span>
      <LiveClock since={lead.createdTime} warnAfterMs={LATE_MS} />
    </span>
  );
}

/** The agent who has the lead, else the queue or ring group where it waits. */
export function LeadOwner({
  lead,
  className,
}: {
  lead: Pick<Lead, "owner" | "assignedTo">;
  className?: string;
}) {
  const t = useTranslations("leads");
  const { owner, assignedTo } = lead;
  const place = usePlaceName(owner === null ? assignedTo : null);
  const Icon = assignedTo?.type === "ring_group" ? Bell : Users;
  return (
    <span className={cn("flex min-w-0 items-center gap-1.5", className)}>
      {owner ? (
        <AgentAvatar id={owner.id} name={owner.name} size="xs" />
      ) : (
        assignedTo !== null && (
          <Icon aria-hidden className="size-4 shrink-0 text-muted-foreground" />
        )
      )}
      <span
        className={cn(
          "min-w-0 truncate",
          owner === null && "text-muted-foreground",
        )}
      >
        {owner?.name ?? place ?? t("unassigned")}
      </span>
    </span>
  );
}
