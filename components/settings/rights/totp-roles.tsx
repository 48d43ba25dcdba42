"use client";

import { useTranslations } from "next-intl";
import { roleSchema } from "#contract/people/agent.ts";
import { SwitchField } from "#components/forms/fields/switch-field.tsx";
import { Card } from "#components/settings/section.tsx";
import { useSecuritySettings } from "./use-security-settings.ts";

/** Roles that need two-step verification; saved as they are switched. */
export function TotpRoles() {
  const t = useTranslations("settings.rights");
  const roles = useTranslations("roles");
  const { settings, change } = useSecuritySettings();
  if (!settings) return null;
  return (
    <Card title={t("totp")} hint={t("totpHint")}>
      <div className="grid gap-x-10 gap-y-3 sm:grid-cols-2">
        {roleSchema.options.map((role) => (
          <SwitchField
            key={role}
            label={roles(role)}
            checked={settings.totpRequired.includes(role)}
            onChange={(isRequired) =>
              change(({ totpRequired }) => {
                const others = totpRequired.filter((one) => one !== role);
                return {
                  totpRequired: isRequired ? [...others, role] : others,
                };
              })
            }
          />
        ))}
      </div>
    </Card>
  );
}
