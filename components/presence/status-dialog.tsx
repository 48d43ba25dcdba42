"use client";

import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import type { Presence } from "#contract/people/agent.ts";
import { useMyself } from "#components/live/queries/use-directory.ts";
import { serverDate } from "#components/page/server-clock.ts";
import { CHOICES, PresenceDot } from "./presence.tsx";
import {
  endOfSpan,
  PRESETS,
  SPANS,
  type StatusSpan,
} from "./status-choices.ts";
import { CheckList } from "#components/forms/fields/check-list.tsx";
import { useChangePresence } from "./use-change-presence.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";

const MAX_TEXT = 60;
const MAX_MESSAGE = 200;
const FORM_ID = "status-form";

/** A status with a name of its own, a word for colleagues and an end. */
export default function StatusDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("presence");
  const presences = useTranslations("userMenu.presences");
  const me = useMyself().data;
  const change = useChangePresence();
  const [presence, setPresence] = useState<Presence>(
    me && me.presence !== "available" ? me.presence : "away",
  );
  const [text, setText] = useState(me?.presenceText ?? "");
  const [message, setMessage] = useState(me?.presenceMessage ?? "");
  const queues = me?.queues ?? [];
  const [ringing, setRinging] = useState(
    queues.filter(({ keepsRinging }) => keepsRinging).map(({ id }) => id),
  );
  const mayRing = presence !== "available" && presence !== "offline";
  const [span, setSpan] = useState<StatusSpan>("open");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({
      presence,
      text: text.trim() || null,
      message: message.trim() || null,
      ringingQueueIds: mayRing ? ringing : [],
      until: endOfSpan(span, serverDate())?.toISOString() ?? null,
    });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("statusTitle")}
      description={t("statusHint")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button variant="primary" type="submit" form={FORM_ID}>
            {t("set")}
          </Button>
        </>
      }
    >
      <div
        role="group"
        aria-label={t("presetsLabel")}
        className="mb-4 flex flex-wrap gap-1.5"
      >
        {PRESETS.map((preset) => {
          const name = t(`presets.${preset.key}`);
          return (
            <Button
              key={preset.key}
              size="sm"
              variant="soft"
              aria-pressed={text === name}
              className="aria-pressed:bg-selected"
              onClick={() => {
                setText(name);
                setPresence(preset.presence);
                setSpan(preset.span);
              }}
            >
              {name}
            </Button>
          );
        })}
      </div>
      <form id={FORM_ID} onSubmit={submit} className="space-y-4">
        <Field label={t("text")} hint={t("textHint")}>
          {(control) => (
            <Input
              {...control}
              value={text}
              maxLength={MAX_TEXT}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <div className="grid gap-4 md:grid-cols-2">
          <Field label={t("counts")} hint={t(`means.${presence}`)}>
            {(control) => (
              <Select
                {...control}
                value={presence}
                onValueChange={(value) => setPresence(value as Presence)}
                groups={CHOICES.map((choice) => ({
                  value: choice,
                  label: presences(choice),
                  icon: <PresenceDot presence={choice} />,
                }))}
              />
            )}
          </Field>
          <Field label={t("for")} hint={span === "open" ? "" : t("forHint")}>
            {(control) => (
              <Select
                {...control}
                value={span}
                onValueChange={(value) => setSpan(value as StatusSpan)}
                groups={SPANS.map((each) => ({
                  value: each,
                  label: t(`spans.${each}`),
                }))}
              />
            )}
          </Field>
        </div>
        {mayRing && queues.length > 0 && (
          <CheckList
            label={t("stillRing")}
            empty=""
            options={queues.map(({ id, name }) => ({ value: id, label: name }))}
            value={ringing}
            onChange={setRinging}
          />
        )}
        <Field label={t("message")} hint={t("messageHint")}>
          {(control) => (
            <Input
              {...control}
              value={message}
              maxLength={MAX_MESSAGE}
              onChange={(event) => setMessage(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
