"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type {
  LeadSettings,
  UpdateLeadSettings,
} from "#contract/leads/lead-settings.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { SavedMark, useAutoSave } from "./auto-save.tsx";

/** One setting with its own tick and undo. */
export function Setting({
  name,
  className,
  children,
}: {
  name: keyof LeadSettings;
  className?: string;
  children: (
    change: (patch: UpdateLeadSettings, before: UpdateLeadSettings) => void,
  ) => ReactNode;
}) {
  const t = useTranslations("settings.leads.names");
  const queryClient = useQueryClient();
  const { change, ...mark } = useAutoSave(async (patch: UpdateLeadSettings) => {
    const saved = await api<LeadSettings>("/leads/settings", {
      method: "PATCH",
      body: patch,
    });
    queryClient.setQueryData(liveKey("lead-settings"), saved);
    // Statuses of the stage “lost” show these reasons.
    void queryClient.invalidateQueries({ queryKey: liveKey("lead-statuses") });
  });
  return (
    <div className={className}>
      {children(change)}
      {mark.state !== "idle" && <SavedMark {...mark} what={t(name)} />}
    </div>
  );
}
