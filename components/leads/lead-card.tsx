"use client";

import { ArrowRightLeft, MessageSquare } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { Lead } from "#contract/leads/lead.ts";
import type { LeadStatus } from "#contract/leads/lead-settings.ts";
import { hrefOf } from "#components/navigation/selection.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { mayOpen } from "#contract/live/console-pages.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuTrigger,
} from "#components/ui/overlays/menu.tsx";
import { fullTime } from "#components/words/times.ts";
import { useListTime } from "#components/words/use-times.ts";
import {
  FirstContact,
  LeadOwner,
  StateBadge,
  TestBadge,
} from "./lead-marks.tsx";
import {
  useAmount,
  useFormName,
  useLeadName,
  useStatusName,
} from "./use-lead-words.ts";

/** A lead on the board. */
export function LeadCard({
  lead,
  statuses,
  onDrag,
  onMove,
}: {
  lead: Lead;
  statuses: readonly LeadStatus[];
  /** Null: the drag has ended. */
  onDrag: (lead: Lead | null) => void;
  onMove: (lead: Lead, to: LeadStatus) => void;
}) {
  const t = useTranslations("leads");
  const locale = useLocale();
  const timeOf = useListTime();
  const statusName = useStatusName();
  const name = useLeadName()(lead);
  const formName = useFormName();
  const amountOf = useAmount();
  const mayChat = mayOpen(useMe().role, "inbox");
  const { contact, createdTime } = lead;
  return (
    <li
      draggable
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", name);
        onDrag(lead);
      }}
      onDragEnd={() => onDrag(null)}
      className="relative rounded-md border bg-card p-2.5 shadow-xs hover:bg-accent pointer-fine:cursor-grab"
    >
      <div className="flex items-start gap-1">
        <PageLink
          href={`/leads/${lead.id}`}
          prefetch={false}
          // The browser would drag the address instead of the card.
          draggable={false}
          className="bidi min-w-0 flex-1 truncate text-sm font-medium outline-offset-2 after:absolute after:inset-0"
        >
          {name}
        </PageLink>
        {lead.threadId !== null && mayChat && (
          <IconButton
            asChild
            size="icon-sm"
            className="relative z-1 -my-1"
            label={t("openConversation", { name })}
          >
            <PageLink
              href={hrefOf(lead.threadId)}
              prefetch={false}
              draggable={false}
            >
              <MessageSquare />
            </PageLink>
          </IconButton>
        )}
        <Menu>
          <MenuTrigger asChild>
            <IconButton
              size="icon-sm"
              className="relative z-1 -my-1 -me-1"
              label={t("move", { name })}
            >
              <ArrowRightLeft />
            </IconButton>
          </MenuTrigger>
          <MenuContent align="end">
            <MenuLabel>{t("moveTo")}</MenuLabel>
            {statuses
              .filter(({ id }) => id !== lead.statusId)
              .map((status) => (
                <MenuItem key={status.id} onSelect={() => onMove(lead, status)}>
                  {statusName(status)}
                </MenuItem>
              ))}
          </MenuContent>
        </Menu>
      </div>
      <p className="bidi truncate text-xs text-muted-foreground">
        {contact?.company ?? formName(lead)}
      </p>
      {lead.value && (
        <p className="mt-1 text-sm tabular-nums">{amountOf(lead.value)}</p>
      )}
      <div className="mt-1.5 flex flex-wrap gap-1 empty:hidden">
        <StateBadge state={lead.state} />
        <TestBadge lead={lead} />
        <FirstContact
          lead={lead}
          status={statuses.find(({ id }) => id === lead.statusId)}
        />
      </div>
      {lead.lostReason !== null && (
        <p className="bidi mt-1 line-clamp-2 text-xs text-muted-foreground">
          {lead.lostReason}
        </p>
      )}
      <div className="mt-1.5 flex items-center justify-between gap-2 text-xs">
        <LeadOwner lead={lead} />
        <time
          dateTime={createdTime}
          title={fullTime(locale, createdTime)}
          suppressHydrationWarning
          className="shrink-0 text-muted-foreground tabular-nums"
        >
          {timeOf(createdTime)}
        </time>
      </div>
    </li>
  );
}
