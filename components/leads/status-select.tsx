"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Lead } from "#contract/leads/lead.ts";
import type { UpdateLead } from "#contract/leads/lead-requests.ts";
import type { LeadStatus } from "#contract/leads/lead-settings.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { Select } from "#components/ui/controls/select.tsx";
import { LostDialog } from "./lost-dialog.tsx";
import { useKeepLead, useLeadStatuses } from "./use-leads.ts";
import { useLeadRefusalWords, useStatusName } from "./use-lead-words.ts";

/** Changes the status of a lead as it is chosen; one of the stage lost asks for the reason first. */
export function StatusSelect({
  lead,
  ...control
}: {
  lead: Lead;
  id?: string;
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
}) {
  const t = useTranslations("leads");
  const statusName = useStatusName();
  const statuses = useLeadStatuses().data ?? [];
  const words = useLeadRefusalWords();
  const keep = useKeepLead();
  const [losing, setLosing] = useState<LeadStatus | null>(null);
  const change = useMutation({
    mutationFn: (patch: UpdateLead) =>
      api<Lead>(`/leads/${lead.id}`, { method: "PATCH", body: patch }),
    onSuccess: (after) => keep(after),
    onError: (error) => toast.error(words(error)),
  });
  const choose = (statusId: string) => {
    const status = statuses.find(({ id }) => id === statusId);
    if (status?.stage === "lost") setLosing(status);
    else change.mutate({ statusId });
  };
  // Shown until the lists are here again; afterwards the lead itself says it.
  const wanted = change.isPending ? change.variables.statusId : undefined;
  return (
    <>
      <Select
        {...control}
        value={wanted ?? lead.statusId ?? ""}
        placeholder={t("choose")}
        onValueChange={choose}
        groups={statuses.map((status) => ({
          value: status.id,
          label: statusName(status),
        }))}
      />
      {losing && (
        <LostDialog
          lead={lead}
          status={losing}
          onClose={() => setLosing(null)}
          onSubmit={(lostReason) => {
            setLosing(null);
            change.mutate({ statusId: losing.id, lostReason });
          }}
        />
      )}
    </>
  );
}
