"use client";

import { useTranslations } from "next-intl";
import type { Agent } from "#contract/people/agent.ts";
import { SEE_AS_MINUTES } from "#contract/people/see-as.ts";
import { leaveConsole } from "#components/live/actions/leave-console.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Says what seeing the console as this person means, and starts it. */
export function SeeAsDialog({
  agent: { id, name },
  onClose,
}: {
  agent: Agent;
  onClose: () => void;
}) {
  const t = useTranslations("settings.people");
  const words = useErrorWords();
  const start = async () => {
    try {
      await leaveConsole(
        () => api(`/agents/${id}/see-as`, { method: "POST" }),
        "/",
      );
    } catch (error) {
      toast.error(words(error));
    }
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("seeAsWho", { name })}
      description={t("seeAsHint", { name, minutes: SEE_AS_MINUTES })}
      action={t("seeAsStart")}
      tone="primary"
      onConfirm={start}
    />
  );
}
