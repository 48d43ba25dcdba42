"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
  SecuritySettings,
  UpdateSecuritySettings,
} from "#contract/people/security.ts";
import { useTranslations } from "next-intl";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const PATH = "/settings/security";
const queryKey = liveKey("security-settings");

/** A change, made from what was saved last. */
type Change = (saved: SecuritySettings) => UpdateSecuritySettings;

/** The security settings, and how a card that saves at once changes them. */
export function useSecuritySettings() {
  const common = useTranslations("common");
  const words = useErrorWords();
  const client = useQueryClient();
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => api<SecuritySettings>(PATH, { signal }),
  });
  const save = useMutation({
    // One after the other: each change begins with what the last one saved.
    scope: { id: "security-settings" },
    mutationFn: (change: Change) => {
      const saved = client.getQueryData<SecuritySettings>(queryKey);
      return patchSecuritySettings(saved ? change(saved) : {});
    },
    onSuccess: (saved) => {
      client.setQueryData(queryKey, saved);
      toast.success(common("saved"));
    },
    onError: (error) => toast.error(words(error)),
  });
  return {
    settings: query.data,
    change: (change: Change) => save.mutate(change),
    keep: (saved: SecuritySettings) => client.setQueryData(queryKey, saved),
  };
}

/** @throws ApiError */
export function patchSecuritySettings(
  body: UpdateSecuritySettings,
): Promise<SecuritySettings> {
  return api<SecuritySettings>(PATH, { method: "PATCH", body });
}
