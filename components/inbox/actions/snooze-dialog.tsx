"use client";

import { Command } from "cmdk";
import { Clock } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useId, useState } from "react";
import { MAX_NOTE_CHARACTERS } from "#contract/text/note-limit.ts";
import { includesFolded } from "#contract/text/fold.ts";
import type { SnoozeChoice } from "#components/live/actions/use-thread-actions.ts";
import { timeChoices } from "#components/thread/time-choices.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { inputClasses, Textarea } from "#components/ui/controls/input.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { cn } from "#components/ui/class-names.ts";
import { readTime } from "#components/words/read-time.ts";
import { comingTime, planTime } from "#components/words/times.ts";
import { serverDate } from "#components/page/server-clock.ts";

type Choice = { key: string; label: string; detail?: string; at: Date };

/** Chooses when a snooze ends: the common times, the first of them chosen, or a time typed as people say it. */
export default function SnoozeDialog({
  onSnooze,
  onClose,
}: {
  onSnooze: (choice: SnoozeChoice) => void;
  onClose: () => void;
}) {
  const t = useTranslations("actions");
  const common = useTranslations("common");
  const times = useTranslations("timePicker");
  const locale = useLocale();
  const hintId = useId();
  const [typed, setTyped] = useState("");
  const [holds, setHolds] = useState(false);
  const [note, setNote] = useState("");
  const wanted = typed.trim();
  const now = serverDate();
  const read = wanted === "" ? null : readTime(wanted, now);
  const choices: Choice[] = [
    ...(read
      ? [{ key: "typed", label: planTime(locale, read, now), at: read }]
      : []),
    ...timeChoices(now)
      .map(({ key, at }) => ({
        key,
        label: t(`snoozes.${key}`),
        detail: comingTime(locale, at, now),
        at,
      }))
      .filter(({ label }) => includesFolded(label, wanted)),
  ];
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("snoozeOther.title")}
      className="md:max-w-sm"
    >
      <Command
        label={t("snoozeOther.title")}
        shouldFilter={false}
        loop
        className="-mx-2 pb-1"
      >
        <Command.Input
          value={typed}
          onValueChange={setTyped}
          placeholder={times("placeholder")}
          className={cn(
            inputClasses,
            "mx-2 mb-2 h-9 w-[calc(100%-1rem)] touch:h-11",
          )}
        />
        <Command.List>
          <Command.Empty className="px-3 py-3 text-sm text-muted-foreground">
            {times("unread")}
          </Command.Empty>
          {choices.map(({ key, label, detail, at }) => (
            <Command.Item
              key={key}
              value={key}
              onSelect={() => {
                onClose();
                onSnooze({
                  until: at,
                  wakesOnReply: !holds,
                  note: note.trim() || undefined,
                });
              }}
              className="flex items-center gap-2.5 rounded-md px-3 py-2 text-sm select-none data-[selected=true]:bg-accent touch:py-3"
            >
              <Clock
                aria-hidden
                className="size-4 shrink-0 text-muted-foreground"
              />
              <span className="min-w-0 flex-1 truncate">{label}</span>
              <span className="shrink-0 text-xs text-muted-foreground">
                {detail}
              </span>
            </Command.Item>
          ))}
        </Command.List>
        <p className="px-3 pt-2 text-xs text-muted-foreground">
          {times("hint")}
        </p>
      </Command>
      <div className="border-t px-1 py-3">
        <Field
          label={t("snoozeOther.note")}
          hint={t("snoozeOther.noteHint")}
          optional={common("optional")}
        >
          {(control) => (
            <Textarea
              {...control}
              value={note}
              rows={2}
              maxLength={MAX_NOTE_CHARACTERS}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
      </div>
      <label className="flex cursor-pointer items-center gap-2.5 border-t px-1 py-3 text-sm touch:py-3.5">
        <input
          type="checkbox"
          checked={holds}
          onChange={({ target }) => setHolds(target.checked)}
          aria-describedby={hintId}
          className="size-4 shrink-0 accent-(--primary)"
        />
        <span className="min-w-0">
          {t("snoozeOther.holds")}
          <span id={hintId} className="block text-xs text-muted-foreground">
            {t(holds ? "snoozeOther.holdsOn" : "snoozeOther.holdsOff")}
          </span>
        </span>
      </label>
    </Dialog>
  );
}
