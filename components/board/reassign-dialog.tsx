"use client";

import { useMutation } from "@tanstack/react-query";
import { Bell, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { RadioGroup } from "radix-ui";
import { useState, type ReactNode } from "react";
import { MAX_NOTE_CHARACTERS } from "#contract/text/note-limit.ts";
import { includesFolded } from "#contract/text/fold.ts";
import type { Board } from "#contract/supervision/board.ts";
import type { Destination } from "#contract/routing/destination.ts";
import type { Presence } from "#contract/people/agent.ts";
import {
  useReassign,
  type Moving,
  type Refused,
} from "#components/board/use-reassign.ts";
import { useRingGroups } from "#components/live/queries/use-directory.ts";
import { PresenceDot } from "#components/presence/presence.tsx";
import { AgentAvatar } from "#components/presence/agent-avatar.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { SearchInput } from "#components/ui/controls/search-input.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

type Target = {
  to: Destination;
  name: string;
  detail: string;
  icon: ReactNode;
  /** Presence of an agent; null for other places. */
  presence: Presence | null;
};

/** Asks for the target and a note, and shows why threads cannot move. */
export function ReassignDialog({
  threads,
  board,
  to: given = null,
  refused: refusedBefore = [],
  onClose,
}: {
  threads: Moving[];
  board: Board;
  /** The target that a drop has chosen. */
  to?: Destination | null;
  /** Threads that an earlier attempt could not move. */
  refused?: Refused[];
  onClose: () => void;
}) {
  const t = useTranslations("board");
  const common = useTranslations("common");
  const words = useErrorWords();
  const reassign = useReassign();
  const targets = useTargets(board);
  const [to, setTo] = useState<string>(given ? keyOf(given) : "");
  const [note, setNote] = useState("");
  const [refused, setRefused] = useState<Refused[]>(refusedBefore);
  const [triedWith, setTriedWith] = useState(given ? keyOf(given) : "");
  const target = targets.find((each) => keyOf(each.to) === to);
  const isOffline = target?.presence === "offline";
  // Some of the refused threads can move after a confirmation, which is a second press.
  const needsYes =
    isOffline ||
    (target !== undefined &&
      refused.some(({ isOverfull }) => isOverfull) &&
      keyOf(target.to) === triedWith);
  const left = refused.length > 0 ? refused : threads;
  const move = useMutation({
    mutationFn: (chosen: Target) =>
      reassign({
        threads: left,
        to: chosen.to,
        toName: chosen.name,
        note: note.trim(),
        confirm: needsYes,
      }),
    onSuccess: (stayed, chosen) => {
      setRefused(stayed);
      setTriedWith(keyOf(chosen.to));
      if (stayed.length === 0) onClose();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("moveTitle", { count: left.length })}
      description={t("moveHint")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button
            variant={needsYes ? "danger" : "primary"}
            disabled={!target}
            busy={move.isPending}
            onClick={() => target && move.mutate(target)}
          >
            {needsYes ? t("moveAnyway") : t("move")}
          </Button>
        </>
      }
    >
      <Targets targets={targets} value={to} onChange={setTo} />
      {isOffline && (
        <Notice tone="warning" className="mt-3">
          {t("offlineWarning", { name: target.name })}
        </Notice>
      )}
      <Field label={t("note")} hint={t("noteHint")} className="mt-4">
        {(control) => (
          <Textarea
            {...control}
            value={note}
            maxLength={MAX_NOTE_CHARACTERS}
            onChange={({ target: field }) => setNote(field.value)}
          />
        )}
      </Field>
      {(refused.length > 0 || move.error) && (
        <Notice tone="danger" role="alert" className="mt-3">
          {move.error ? words(move.error) : <RefusedList refused={refused} />}
        </Notice>
      )}
    </Dialog>
  );
}

function RefusedList({ refused }: { refused: Refused[] }) {
  const t = useTranslations("board");
  return (
    <>
      <p>{t("refused", { count: refused.length })}</p>
      <ul>
        {refused.map(({ id, name, reason }) => (
          <li key={id}>
            <span className="font-medium">{name}</span>: {reason}
          </li>
        ))}
      </ul>
    </>
  );
}

function Targets({
  targets,
  value,
  onChange,
}: {
  targets: Target[];
  value: string;
  onChange: (key: string) => void;
}) {
  const t = useTranslations("board");
  const [search, setSearch] = useState("");
  const shown = targets.filter(({ name }) => includesFolded(name, search));
  return (
    <>
      <SearchInput
        value={search}
        onChange={setSearch}
        label={t("search")}
        onEnter={() => {
          const [first] = shown;
          if (first && search.trim() !== "") onChange(keyOf(first.to));
        }}
        className="mb-2"
      />
      <RadioGroup.Root
        value={value}
        onValueChange={onChange}
        aria-label={t("moveTo")}
        className="max-h-64 overflow-y-auto rounded-md border p-1"
      >
        {shown.map(({ to, name, detail, icon }) => (
          <RadioGroup.Item
            key={keyOf(to)}
            value={keyOf(to)}
            className="flex w-full items-center gap-3 rounded-md px-2 py-1.5 text-start text-sm outline-offset-[-2px] hover:bg-accent data-[state=checked]:bg-selected touch:py-2.5"
          >
            {icon}
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{name}</span>
              <span className="block truncate text-xs text-muted-foreground">
                {detail}
              </span>
            </span>
          </RadioGroup.Item>
        ))}
        {shown.length === 0 && (
          <p className="px-2 py-3 text-sm text-muted-foreground">
            {t("nobodyFound")}
          </p>
        )}
      </RadioGroup.Root>
    </>
  );
}

function useTargets(board: Board): Target[] {
  const t = useTranslations("board");
  const presences = useTranslations("userMenu.presences");
  const groups = useRingGroups().data ?? [];
  const sign = (icon: ReactNode) => (
    <span
      aria-hidden
      className="flex size-7 items-center justify-center rounded-full bg-muted text-muted-foreground [&_svg]:size-4"
    >
      {icon}
    </span>
  );
  return [
    ...board.queues.map(({ id, name, waiting }): Target => ({
      to: { type: "queue", id },
      name,
      detail: t("queueDetail", { count: waiting }),
      icon: sign(<Users />),
      presence: null,
    })),
    ...board.agents.map(({ id, name, presence, load, capacity }): Target => ({
      to: { type: "agent", id },
      name,
      detail: `${presences(presence)} · ${t("load", { load, capacity })}`,
      icon: (
        <span className="relative">
          <AgentAvatar id={id} name={name} size="sm" />
          <PresenceDot
            presence={presence}
            className="absolute -end-0.5 -bottom-0.5 box-content border-2 border-popover"
          />
        </span>
      ),
      presence,
    })),
    ...groups.map(({ id, name }): Target => ({
      to: { type: "ring_group", id },
      name,
      detail: t("group"),
      icon: sign(<Bell />),
      presence: null,
    })),
  ];
}

function keyOf({ type, id }: Destination): string {
  return `${type}/${id}`;
}
