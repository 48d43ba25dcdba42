"use client";

import { useTranslations } from "next-intl";
import { LIMITED_ROLES, type ContactLimit } from "#contract/people/security.ts";
import { Card, Row } from "#components/settings/section.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { useSecuritySettings } from "./use-security-settings.ts";

const CHOICES = ["shown", "reveal", "hidden"] as const;
type Choice = (typeof CHOICES)[number];

/** The contact data of customers that each role sees; saved as it is chosen. */
export function ContactCard() {
  const t = useTranslations("settings.rights.contacts");
  const roles = useTranslations("roles");
  const { settings, change } = useSecuritySettings();
  if (!settings) return null;
  const { contactLimits } = settings;
  return (
    <Card title={t("title")} hint={t("hint")}>
      <ul className="divide-y rounded-md border">
        {LIMITED_ROLES.map((role) => (
          <Row
            key={role}
            title={roles(role)}
            actions={
              <Select
                aria-label={t("of", { role: roles(role) })}
                className="w-40 lg:w-52"
                value={contactLimits[role] ?? "shown"}
                onValueChange={(choice) =>
                  change((saved) => {
                    const { [role]: _old, ...others } = saved.contactLimits;
                    const limit = limitOf(choice as Choice);
                    return {
                      contactLimits: limit
                        ? { ...others, [role]: limit }
                        : others,
                    };
                  })
                }
                groups={CHOICES.map((value) => ({
                  value,
                  label: t(`choices.${value}`),
                  hint: t(`hints.${value}`),
                }))}
              />
            }
          />
        ))}
      </ul>
    </Card>
  );
}

function limitOf(choice: Choice): ContactLimit | null {
  return choice === "shown" ? null : choice;
}
