"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { COUNTED_LEADS } from "#contract/leads/count-limit.ts";
import type { Lead } from "#contract/leads/lead.ts";
import type { LeadStatus } from "#contract/leads/lead-settings.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { cn } from "#components/ui/class-names.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { LeadCard } from "./lead-card.tsx";
import type { LeadFilterValues } from "./lead-filter.ts";
import type { useListPlace } from "./list-place.ts";
import { LostDialog } from "./lost-dialog.tsx";
import { StatusBadge } from "./lead-marks.tsx";
import { useKeepLead, useLeadColumns, useLeads } from "./use-leads.ts";
import {
  useAmount,
  useLeadName,
  useLeadRefusalWords,
  useStatusName,
} from "./use-lead-words.ts";

/** A move that the server has not confirmed yet: the card is in its new column at once. */
type Move = { lead: Lead; to: LeadStatus; lostReason?: string | null };

/** The leads of a filter by status. A card is moved with the pointer, or with its menu by keyboard and touch. */
export function LeadBoard({
  filter,
  place,
}: {
  filter: LeadFilterValues;
  place: ReturnType<typeof useListPlace>["board"];
}) {
  const t = useTranslations("leads");
  const words = useLeadRefusalWords();
  const leadName = useLeadName();
  const statusName = useStatusName();
  const columns = useLeadColumns(filter).data;
  const statuses = columns?.items;
  const keep = useKeepLead();
  const [dragged, setDragged] = useState<Lead | null>(null);
  const [losing, setLosing] = useState<Move | null>(null);
  const move = useMutation({
    mutationFn: ({ lead, to, lostReason }: Move) =>
      api<Lead>(`/leads/${lead.id}`, {
        method: "PATCH",
        body: {
          statusId: to.id,
          ...(lostReason === undefined ? {} : { lostReason }),
        },
      }),
    onSuccess: async (after, { lead, to }) => {
      toast.success(
        t("movedTo", { lead: leadName(lead), status: statusName(to) }),
      );
      await keep(after);
    },
    onError: (error) => toast.error(words(error)),
  });
  const moving = move.isPending ? move.variables : null;
  const start = (lead: Lead, to: LeadStatus) => {
    if (lead.statusId === to.id || move.isPending) return;
    if (to.stage === "lost") setLosing({ lead, to });
    else move.mutate({ lead, to });
  };
  if (!statuses)
    return (
      <div role="status" aria-label={t("loading")} className="flex gap-3">
        <Skeleton className="h-64 flex-1 rounded-lg" />
        <Skeleton className="h-64 flex-1 rounded-lg" />
        <Skeleton className="h-64 flex-1 rounded-lg" />
      </div>
    );
  const shown = statuses.filter(
    ({ id }) => filter.status === "" || id === filter.status,
  );
  return (
    <div
      {...place}
      role="group"
      aria-label={t("views.board")}
      tabIndex={0}
      className="-mx-4 flex snap-x scroll-px-4 gap-3 overflow-x-auto px-4 pb-4 outline-offset-[-2px] md:-mx-8 md:scroll-px-8 md:px-8"
    >
      {shown.map((status) => (
        <Column
          key={status.id}
          status={status}
          statuses={statuses}
          currency={columns.currency}
          filter={filter}
          moving={moving}
          isTarget={dragged !== null && dragged.statusId !== status.id}
          onDrag={setDragged}
          onDrop={() => {
            if (dragged) start(dragged, status);
            setDragged(null);
          }}
          onMove={start}
        />
      ))}
      {losing && (
        <LostDialog
          lead={losing.lead}
          status={losing.to}
          onClose={() => setLosing(null)}
          onSubmit={(lostReason) => {
            setLosing(null);
            move.mutate({ ...losing, lostReason });
          }}
        />
      )}
    </div>
  );
}

function Column({
  status,
  statuses,
  currency,
  filter,
  moving,
  isTarget,
  onDrag,
  onDrop,
  onMove,
}: {
  status: LeadStatus;
  statuses: readonly LeadStatus[];
  /** The currency of the sum, ISO 4217; null: leads have no value. */
  currency: string | null;
  filter: LeadFilterValues;
  moving: Move | null;
  /** A card of another column is being dragged. */
  isTarget: boolean;
  onDrag: (lead: Lead | null) => void;
  onDrop: () => void;
  onMove: (lead: Lead, to: LeadStatus) => void;
}) {
  const t = useTranslations("leads");
  const nameOf = useStatusName();
  const [isOver, setOver] = useState(false);
  const leads = useLeads({ ...filter, status: status.id });
  const held = (leads.data ?? []).filter(({ id }) => id !== moving?.lead.id);
  const items = moving?.to.id === status.id ? [moving.lead, ...held] : held;
  const amountOf = useAmount();
  const more = status.leads >= COUNTED_LEADS ? "+" : "";
  const count = `${status.leads}${more}`;
  const sum =
    currency !== null && status.amountMinor !== null
      ? amountOf({ amountMinor: status.amountMinor, currency }) + more
      : null;
  return (
    <section
      aria-label={t("columnOf", { status: nameOf(status), count })}
      onDragOver={(event) => {
        if (!isTarget) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null))
          setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onDrop();
      }}
      className={cn(
        "flex w-68 shrink-0 snap-start flex-col rounded-lg bg-muted/60 p-2 md:w-auto md:min-w-46 md:flex-1",
        isTarget && "outline-2 outline-border outline-dashed",
        isOver && "bg-selected outline-primary",
      )}
    >
      <h2 className="mb-2 flex items-center gap-2 px-1 text-sm">
        <StatusBadge status={status} />
        <span className="text-muted-foreground tabular-nums">{count}</span>
        {sum !== null && (
          <span
            title={t("sumHint")}
            className="ms-auto min-w-0 truncate text-xs text-muted-foreground tabular-nums"
          >
            {sum}
          </span>
        )}
      </h2>
      {leads.isPending ? (
        <Skeleton className="h-24 rounded-md" />
      ) : (
        <ul className="flex min-h-24 flex-col gap-2">
          {items.map((lead) => (
            <LeadCard
              key={lead.id}
              lead={lead}
              statuses={statuses}
              onDrag={onDrag}
              onMove={onMove}
            />
          ))}
          {items.length === 0 && (
            <li className="px-1 py-2 text-sm text-muted-foreground">
              {t("emptyColumn")}
            </li>
          )}
        </ul>
      )}
      {leads.hasNextPage && (
        <Button
          variant="ghost"
          className="mt-2"
          busy={leads.isFetchingNextPage}
          onClick={() => void leads.fetchNextPage()}
        >
          {t("more")}
        </Button>
      )}
    </section>
  );
}
