"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { MAX_NOTE_CHARACTERS } from "#contract/text/note-limit.ts";
import type { Lead } from "#contract/leads/lead.ts";
import type { Destination } from "#contract/routing/destination.ts";
import { useLeadRefusalWords } from "#components/leads/use-lead-words.ts";
import {
  useAgents,
  useQueues,
  useRingGroups,
} from "#components/live/queries/use-directory.ts";
import { api } from "#components/live/transport/api.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { toast } from "#components/page/toast.ts";
import { PresenceDot } from "#components/presence/presence.tsx";
import { usePlaceNames } from "#components/thread/channel/use-place-name.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { mayDo } from "#contract/people/policy.ts";

/** Transfers a lead to a person, queue or ring group, with a note for the history. */
export function TransferLeadDialog({
  lead,
  onClose,
  onDone,
}: {
  lead: Lead;
  onClose: () => void;
  onDone: (after: Lead) => void;
}) {
  const t = useTranslations("leads");
  const words = useLeadRefusalWords();
  const nameOf = usePlaceNames();
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const [isMissing, setMissing] = useState(false);
  const transfer = useMutation({
    mutationFn: (destination: Destination) =>
      api<Lead>(`/leads/${lead.id}/transfer`, {
        method: "POST",
        body: {
          to: destination,
          ...(note.trim() === "" ? {} : { note: note.trim() }),
        },
      }),
    onSuccess: (after, destination) => {
      toast.success(t("transferred", { name: nameOf(destination) ?? "" }));
      onDone(after);
    },
  });
  return (
    <FormDialog
      title={t("transferTitle")}
      description={t("transferHint")}
      submitLabel={t("transferSubmit")}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        const [type, id] = to.split("/");
        setMissing(!id);
        if (id) transfer.mutate({ type: type as Destination["type"], id });
      }}
      isDirty={note !== ""}
      isSaving={transfer.isPending}
      problem={transfer.error ? words(transfer.error) : null}
    >
      <Field
        label={t("transferTo")}
        error={isMissing && to === "" ? t("transferMissing") : undefined}
      >
        {(control) => (
          <Select
            {...control}
            value={to}
            onValueChange={setTo}
            placeholder={t("choose")}
            groups={useTargets(lead)}
          />
        )}
      </Field>
      <Field label={t("note")} hint={t("noteHint")}>
        {(control) => (
          <Textarea
            {...control}
            value={note}
            maxLength={MAX_NOTE_CHARACTERS}
            onChange={({ target }) => setNote(target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}

/** Everyone and every place except the present one. */
function useTargets({ owner, assignedTo }: Lead) {
  const t = useTranslations("leads.places");
  const agents = (useAgents().data ?? []).filter(
    ({ id, disabled, role }) =>
      !disabled && mayDo(role, "leads.work") && id !== owner?.id,
  );
  const isHere = (id: string) => owner === null && assignedTo?.id === id;
  const placesOf = (
    type: Destination["type"],
    items: { id: string; name: string }[],
  ) =>
    items
      .filter(({ id }) => !isHere(id))
      .map(({ id, name }) => ({ value: `${type}/${id}`, label: name }));
  return [
    {
      label: t("agents"),
      options: agents.map(({ id, name, presence }) => ({
        value: `agent/${id}`,
        label: name,
        icon: <PresenceDot presence={presence} />,
      })),
    },
    { label: t("queues"), options: placesOf("queue", useQueues().data ?? []) },
    {
      label: t("groups"),
      options: placesOf("ring_group", useRingGroups().data ?? []),
    },
  ].filter(({ options }) => options.length > 0);
}
