"use client";

import { PhoneCall, StickyNote } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { z } from "zod";
import { useState } from "react";
import {
  leadSchema,
  type Lead,
  type LeadAttempt,
} from "#contract/leads/lead.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { Panel } from "#components/leads/panel.tsx";
import {
  useLeadAttempts,
  useLeadSources,
  useLeadStatuses,
} from "#components/leads/use-leads.ts";
import {
  useAmount,
  useLeadErrorWords,
  useSourceName,
  useStatusName,
} from "#components/leads/use-lead-words.ts";
import { usePlaceNames } from "#components/thread/channel/use-place-name.ts";
import { useCallTitle } from "#components/words/use-call-title.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { CallDialog } from "./call-dialog.tsx";
import { NoteDialog } from "./note-dialog.tsx";

const DOTS: Record<string, string> = {
  synced: "bg-success",
  waiting: "bg-warning",
  failed: "bg-destructive",
};

/** Every attempt to fetch the lead and everything that people did with it, newest first. */
export function LeadHistory({ lead }: { lead: Lead }) {
  const t = useTranslations("leads");
  const words = useErrorWords();
  const { data, error } = useLeadAttempts(lead.id);
  return (
    <Panel
      title={t("history")}
      className="max-lg:order-5"
      action={<LogActions lead={lead} />}
    >
      {data ? (
        <ol className="relative space-y-4 border-s ps-4 ms-1">
          {data.map((attempt) => (
            <Line key={attempt.id} attempt={attempt} />
          ))}
        </ol>
      ) : error ? (
        <p role="alert" className="text-sm text-destructive">
          {words(error)}
        </p>
      ) : (
        <Skeleton className="h-24" />
      )}
    </Panel>
  );
}

function LogActions({ lead }: { lead: Lead }) {
  const t = useTranslations("leads");
  const [opened, setOpened] = useState<"note" | "call" | null>(null);
  const close = () => setOpened(null);
  return (
    <div className="flex gap-1">
      <Button size="sm" variant="ghost" onClick={() => setOpened("note")}>
        <StickyNote />
        {t("notes.add")}
      </Button>
      <Button size="sm" variant="ghost" onClick={() => setOpened("call")}>
        <PhoneCall />
        {t("calls.log")}
      </Button>
      {opened === "note" && <NoteDialog lead={lead} onClose={close} />}
      {opened === "call" && <CallDialog lead={lead} onClose={close} />}
    </div>
  );
}

function Line({ attempt }: { attempt: LeadAttempt }) {
  const locale = useLocale();
  const explain = useLeadErrorWords();
  const title = useLineTitle()(attempt);
  const { at, actor, outcome, error, payload } = attempt;
  const note = typeof payload["note"] === "string" ? payload["note"] : null;
  const cause = error && explain(error);
  return (
    <li className="relative text-sm">
      <span
        aria-hidden
        className={cn(
          "absolute -start-[1.3125rem] top-1.5 size-2 rounded-full ring-4 ring-card",
          DOTS[outcome] ?? "bg-subtle",
        )}
      />
      <p>
        <span className="font-medium">{title}</span>
        {actor && (
          <span className="bidi text-muted-foreground"> · {actor.name}</span>
        )}
      </p>
      {cause && <p className="text-muted-foreground">{cause.message}</p>}
      {note !== null && (
        <p className="bidi mt-1 rounded-md bg-note px-2.5 py-1.5 whitespace-pre-line text-note-foreground wrap-anywhere">
          {note}
        </p>
      )}
      <time
        dateTime={at}
        suppressHydrationWarning
        className="text-xs text-muted-foreground tabular-nums"
      >
        {dateAndTime(locale, at)}
      </time>
    </li>
  );
}

const agentsSchema = z.array(z.object({ name: z.string() }));
const RING_ENDS = ["declined", "missed"];

function useLineTitle(): (attempt: LeadAttempt) => string {
  const locale = useLocale();
  const t = useTranslations("leads.outcomes");
  const leads = useTranslations("leads");
  const call = useCallTitle();
  const value = useValueTitle();
  const placeName = usePlaceNames();
  const statusName = useStatusName();
  const sourceName = useSourceName();
  const statuses = useLeadStatuses().data ?? [];
  const sources = useLeadSources().data ?? [];
  return ({ outcome, payload }) => {
    if (outcome === "called") return call(payload);
    if (outcome === "value") return value(payload["to"]);
    const agents = agentsSchema.safeParse(payload["agents"]).data;
    if (agents && (outcome === "offered" || RING_ENDS.includes(outcome)))
      return t(outcome as "offered", {
        name: new Intl.ListFormat(locale).format(
          agents.map(({ name }) => name),
        ),
      });
    const { to } = payload;
    const destination = destinationSchema.safeParse(to);
    const status = statuses.find(({ id }) => id === to);
    const source = sources.find(({ id }) => id === to);
    const name = destination.success
      ? placeName(destination.data)
      : outcome === "status"
        ? status && statusName(status)
        : source && sourceName(source);
    if (outcome === "assigned" && to === null) return t("unassigned");
    const key = outcome as "synced";
    if (!t.has(key)) return outcome;
    const title = t(key, { name: name ?? leads("gonePlace") });
    const { reason } = payload;
    return typeof reason === "string"
      ? `${title} · ${t("reason", { reason })}`
      : title;
  };
}

function useValueTitle(): (to: unknown) => string {
  const t = useTranslations("leads.outcomes");
  const amountOf = useAmount();
  return (to) => {
    const value = leadSchema.shape.value.safeParse(to).data;
    return value ? t("value", { name: amountOf(value) }) : t("valueRemoved");
  };
}
