"use client";

import { Pencil } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { roleSchema, type Role } from "#contract/people/agent.ts";
import { MemberPicker } from "#components/settings/member-picker.tsx";
import { Card, Row } from "#components/settings/section.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { RoleAccessDialog } from "./role-access-dialog.tsx";
import { useSecuritySettings } from "./use-security-settings.ts";

/** From where each role uses the console, and in how many browsers at a time. */
export function AccessCard() {
  const t = useTranslations("settings.rights");
  const roles = useTranslations("roles");
  const { settings, change, keep } = useSecuritySettings();
  const [edited, setEdited] = useState<Role | null>(null);
  if (!settings) return null;
  const { allowedAddresses, sessionLimits, addressExempt } = settings;
  const hasLists = Object.keys(allowedAddresses).length > 0;
  return (
    <Card title={t("access")} hint={t("accessHint")}>
      <ul className="divide-y rounded-md border">
        {roleSchema.options.map((role) => {
          const count = allowedAddresses[role]?.length ?? 0;
          const limit = sessionLimits[role];
          return (
            <Row
              key={role}
              title={roles(role)}
              detail={[
                count === 0 ? t("anywhere") : t("addressCount", { count }),
                limit === undefined
                  ? t("anyDevices")
                  : t("deviceCount", { count: limit }),
              ].join(" · ")}
              actions={
                <IconButton
                  label={t("editRole", { role: roles(role) })}
                  onClick={() => setEdited(role)}
                >
                  <Pencil />
                </IconButton>
              }
            />
          );
        })}
      </ul>
      {hasLists && (
        <div className="mt-4">
          <Field label={t("exempt")} hint={t("exemptHint")}>
            {(ids) => (
              <MemberPicker
                {...ids}
                value={addressExempt}
                onChange={(ids) => change(() => ({ addressExempt: ids }))}
                isOrdered={false}
                allStaff
              />
            )}
          </Field>
        </div>
      )}
      {edited && (
        <RoleAccessDialog
          role={edited}
          settings={settings}
          onClose={() => setEdited(null)}
          onSaved={(saved) => {
            keep(saved);
            setEdited(null);
          }}
        />
      )}
    </Card>
  );
}
