"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Agent } from "#contract/people/agent.ts";
import type { Holdings } from "#contract/supervision/holdings.ts";
import type { Destination } from "#contract/routing/destination.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { toast } from "#components/page/toast.ts";
import { DestinationSelect } from "#components/settings/destination-select.tsx";
import { useLosses } from "#components/settings/use-ends.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

type Named = { name: string };
const namesOf = (items: Named[]) => items.map(({ name }) => name).join(", ");

/** Disables a person: shows what they have in hand, and asks where it goes. */
export function DisableDialog({
  agent: { id, name },
  onClose,
  onDisabled,
}: {
  agent: Agent;
  onClose: () => void;
  onDisabled: () => void;
}) {
  const t = useTranslations("settings.people");
  const common = useTranslations("common");
  const words = useErrorWords();
  const losses = useLosses(id);
  const [handOver, setHandOver] = useState<Destination | null>(null);
  const [isSaving, setSaving] = useState(false);
  const holdings = useQuery({
    queryKey: liveKey("holdings", id),
    queryFn: ({ signal }) =>
      api<Holdings>(`/agents/${id}/holdings`, { signal }),
  });
  const disable = async () => {
    setSaving(true);
    try {
      const { moved } = await api<{ moved: number }>(`/agents/${id}/disable`, {
        method: "POST",
        body: { handOver },
      });
      toast.success(t("disableMoved", { name, moved }));
      onDisabled();
      onClose();
    } catch (error) {
      toast.error(words(error));
      setSaving(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("disableTitle", { name })}
      description={t("disableHint")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button
            variant="danger"
            busy={isSaving}
            onClick={() => void disable()}
          >
            {t("disable")}
          </Button>
        </>
      }
    >
      {holdings.data ? (
        <InHand holdings={holdings.data} />
      ) : holdings.isError ? (
        <p className="text-sm text-destructive">{words(holdings.error)}</p>
      ) : (
        <Skeleton className="h-10 rounded-md" />
      )}
      {losses.length > 0 && (
        <p className="mt-2 text-sm font-medium">
          {t("disableLosses", { names: losses.join(", ") })}
        </p>
      )}
      <div className="my-4">
        <Field label={t("disableTo")}>
          {(control) => (
            <DestinationSelect
              {...control}
              value={handOver}
              onChange={setHandOver}
              nowhere={t("disableBack")}
              without={id}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}

function InHand({ holdings }: { holdings: Holdings }) {
  const t = useTranslations("settings.people");
  const { open, snoozed, offers, leads, routedChannels, queues, ringGroups } =
    holdings;
  return (
    <div className="space-y-1 text-sm">
      <p className="font-medium">
        {t("disableHolds", { open, snoozed, offers, leads })}
      </p>
      {routedChannels.length > 0 && (
        <p>{t("disableRoutes", { names: namesOf(routedChannels) })}</p>
      )}
      {queues.length > 0 && (
        <p className="text-muted-foreground">
          {t("disableQueues", { names: namesOf(queues) })}
        </p>
      )}
      {ringGroups.length > 0 && (
        <p className="text-muted-foreground">
          {t("disableRingGroups", { names: namesOf(ringGroups) })}
        </p>
      )}
    </div>
  );
}
