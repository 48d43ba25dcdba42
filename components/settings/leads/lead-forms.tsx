"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type {
  LeadForm,
  UpdateLeadForm,
} from "#contract/leads/lead-settings.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useLive } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { ListStates } from "#components/settings/list-states.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { MappingDialog } from "./mapping-dialog.tsx";
import { NewLeadFields } from "./new-lead-fields.tsx";

/** The forms of a page, read at Meta each time they are opened. */
export function LeadForms({ channelId }: { channelId: string }) {
  const t = useTranslations("settings.leads");
  const forms = useQuery({
    queryKey: liveKey("lead-forms", channelId),
    queryFn: async ({ signal }) =>
      (
        await api<{ items: LeadForm[] }>("/leads/forms", {
          query: { channel: channelId },
          signal,
        })
      ).items,
  });
  useTeammatesChanges(channelId);
  return (
    <div className="mt-3">
      <ListStates
        query={forms}
        empty={
          <p className="px-4 py-5 text-sm text-muted-foreground">
            {t("noForms")}
          </p>
        }
      >
        {(items) => (
          <ul
            aria-label={t("forms")}
            className="divide-y rounded-lg border bg-background"
          >
            {items.map((form) => (
              <FormRow key={form.id} form={form} />
            ))}
          </ul>
        )}
      </ListStates>
    </div>
  );
}

/** A teammate's change of a form shows at once. It is read here, since Meta knows nothing of it. */
function useTeammatesChanges(channelId: string): void {
  const { signals } = useLive();
  const queryClient = useQueryClient();
  useEffect(
    () =>
      signals.on("settings.updated", ({ what }) => {
        if (what !== "leads") return;
        void api<{ items: LeadForm[] }>("/leads/forms").then(
          ({ items }) => {
            const known = new Map(items.map((form) => [form.id, form]));
            queryClient.setQueryData<LeadForm[]>(
              liveKey("lead-forms", channelId),
              (forms) => forms?.map((form) => known.get(form.id) ?? form),
            );
          },
          // The next opening reads them.
          () => undefined,
        );
      }),
    [signals, queryClient, channelId],
  );
}

function FormRow({ form }: { form: LeadForm }) {
  const t = useTranslations("settings.leads");
  const queryClient = useQueryClient();
  const [isMapping, setMapping] = useState(false);
  const { id, channelId, name, status, leadsReceived } = form;
  const keep = (saved: LeadForm) =>
    queryClient.setQueryData<LeadForm[]>(
      liveKey("lead-forms", channelId),
      (forms) => forms?.map((each) => (each.id === id ? saved : each)),
    );
  const change = async (patch: UpdateLeadForm) => {
    keep(
      await api<LeadForm>(`/leads/forms/${encodeURIComponent(id)}`, {
        method: "PATCH",
        body: patch,
      }),
    );
  };
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-3 px-4 py-3">
      <div className="min-w-0 flex-[1_1_12rem]">
        <p className="flex flex-wrap items-center gap-x-2 font-medium">
          <span className="bidi min-w-0 wrap-anywhere">{name ?? id}</span>
          {status !== null && status !== "ACTIVE" && (
            <Badge>{t("formInactive")}</Badge>
          )}
        </p>
        <PageLink
          href={`/leads?form=${encodeURIComponent(id)}`}
          prefetch={false}
          className="text-sm text-primary hover:underline"
        >
          {t("leadsReceived", { count: leadsReceived })}
        </PageLink>
      </div>
      <Button onClick={() => setMapping(true)}>{t("mapping")}</Button>
      <NewLeadFields of="form" name={name ?? id} saved={form} send={change} />
      {isMapping && (
        <MappingDialog
          form={form}
          onClose={() => setMapping(false)}
          onSaved={(saved) => {
            keep(saved);
            setMapping(false);
          }}
        />
      )}
    </li>
  );
}
