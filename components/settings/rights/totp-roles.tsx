"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { roleSchema, type Role } from "#contract/people/agent.ts";
import { SwitchField } from "#components/forms/fields/switch-field.tsx";
import { useAgents } from "#components/live/queries/use-directory.ts";
import { Card } from "#components/settings/section.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { useSecuritySettings } from "./use-security-settings.ts";

/** Roles that need two-step verification; saved as they are switched. A whole role stops for it, so turning it on asks first. */
export function TotpRoles() {
  const t = useTranslations("settings.rights");
  const roles = useTranslations("roles");
  const agents = useAgents().data ?? [];
  const { settings, change } = useSecuritySettings();
  const [asked, setAsked] = useState<Role | null>(null);
  if (!settings) return null;
  const require = (role: Role, isRequired: boolean) =>
    change(({ totpRequired }) => {
      const others = totpRequired.filter((one) => one !== role);
      return { totpRequired: isRequired ? [...others, role] : others };
    });
  const count = agents.filter(
    ({ role, disabled }) => role === asked && !disabled,
  ).length;
  return (
    <Card title={t("totp")} hint={t("totpHint")}>
      <div className="grid gap-x-10 gap-y-3 sm:grid-cols-2">
        {roleSchema.options.map((role) => (
          <SwitchField
            key={role}
            label={roles(role)}
            checked={settings.totpRequired.includes(role)}
            onChange={(isRequired) =>
              isRequired ? setAsked(role) : require(role, false)
            }
          />
        ))}
      </div>
      {asked !== null && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setAsked(null)}
          title={t("totpAsk.title", { role: roles(asked) })}
          description={t("totpAsk.text", { count })}
          action={t("totpAsk.action")}
          tone="primary"
          onConfirm={() => {
            require(asked, true);
            return Promise.resolve();
          }}
        />
      )}
    </Card>
  );
}
