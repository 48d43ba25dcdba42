"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { roleSchema, type Role } from "#contract/people/agent.ts";
import type { SecuritySettings } from "#contract/people/totp.ts";
import { SwitchField } from "#components/forms/fields/switch-field.tsx";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { Card } from "#components/settings/section.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const PATH = "/settings/security";

/** Roles that need two-step verification; saved as they are switched. */
export function TotpRoles() {
  const t = useTranslations("settings.rights");
  const roles = useTranslations("roles");
  const words = useErrorWords();
  const client = useQueryClient();
  const queryKey = liveKey("security-settings");
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => api<SecuritySettings>(PATH, { signal }),
  });
  const save = useMutation({
    // One after the other: each change begins with what the last one saved.
    scope: { id: "security-settings" },
    mutationFn: ({ role, isRequired }: { role: Role; isRequired: boolean }) => {
      const saved = client.getQueryData<SecuritySettings>(queryKey);
      const others = (saved?.totpRequired ?? []).filter((one) => one !== role);
      const totpRequired = isRequired ? [...others, role] : others;
      return api<SecuritySettings>(PATH, {
        method: "PATCH",
        body: { totpRequired },
      });
    },
    onSuccess: (saved) => client.setQueryData(queryKey, saved),
    onError: (error) => toast.error(words(error)),
  });
  if (!query.data) return null;
  const { totpRequired } = query.data;
  return (
    <Card title={t("totp")} hint={t("totpHint")}>
      <div className="grid gap-x-10 gap-y-3 sm:grid-cols-2">
        {roleSchema.options.map((role) => (
          <SwitchField
            key={role}
            label={roles(role)}
            checked={totpRequired.includes(role)}
            onChange={(isRequired) => save.mutate({ role, isRequired })}
          />
        ))}
      </div>
    </Card>
  );
}
