"use client";

import { useMutation } from "@tanstack/react-query";
import { ArrowLeftRight, Undo2, UserCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Lead } from "#contract/leads/lead.ts";
import { isSupervising } from "#contract/people/roles.ts";
import { useKeepLead } from "#components/leads/use-leads.ts";
import { useLeadRefusalWords } from "#components/leads/use-lead-words.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import { useGo } from "#components/navigation/use-go.ts";
import { toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { TransferLeadDialog } from "./transfer-lead-dialog.tsx";

/** Take, return and transfer, as far as the agent may now. */
export function LeadActions({ lead }: { lead: Lead }) {
  const t = useTranslations("leads");
  const me = useMe();
  const words = useLeadRefusalWords();
  const leave = useLeaveLead();
  const [isTransferring, setTransferring] = useState(false);
  const supervises = isSupervising(me.role);
  const isMine = lead.owner?.id === me.id;
  const mayTake = !isMine && (lead.owner === null || supervises);
  const mayPass = isMine || supervises;
  const act = useMutation({
    mutationFn: (verb: "take" | "release") =>
      api<Lead>(`/leads/${lead.id}/${verb}`, { method: "POST", body: {} }),
    onSuccess: (after, verb) => {
      toast.success(t(verb === "take" ? "taken" : "released"));
      leave(after);
    },
    onError: (error) => toast.error(words(error)),
  });
  const isBusy = (verb: "take" | "release") =>
    act.isPending && act.variables === verb;
  return (
    <div className="flex flex-wrap gap-2">
      {mayTake && (
        <Button
          variant="primary"
          busy={isBusy("take")}
          onClick={() => act.mutate("take")}
        >
          <UserCheck />
          {t(lead.owner === null ? "take" : "takeOver")}
        </Button>
      )}
      {mayPass && (
        <Button onClick={() => setTransferring(true)}>
          <ArrowLeftRight />
          {t("transfer")}
        </Button>
      )}
      {mayPass && lead.owner !== null && (
        <Button busy={isBusy("release")} onClick={() => act.mutate("release")}>
          <Undo2 />
          {t(lead.assignedTo?.type === "agent" ? "unassign" : "release")}
        </Button>
      )}
      {isTransferring && (
        <TransferLeadDialog
          lead={lead}
          onClose={() => setTransferring(false)}
          onDone={(after) => {
            setTransferring(false);
            leave(after);
          }}
        />
      )}
    </div>
  );
}

/**
 * Shows the lead as it is now. An agent who may no longer see it goes back to
 * the list, because the page would only say that it is gone.
 */
function useLeaveLead(): (after: Lead) => void {
  const me = useMe();
  const go = useGo();
  const keep = useKeepLead();
  return (after) => {
    const { owner, assignedTo } = after;
    const isSeen =
      isSupervising(me.role) ||
      owner?.id === me.id ||
      (owner === null && assignedTo !== null && assignedTo.type !== "agent");
    if (!isSeen) go("/leads");
    void keep(after);
  };
}
