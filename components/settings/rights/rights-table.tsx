"use client";

import { useTranslations } from "next-intl";
import { ACTIONS } from "#contract/people/actions.ts";
import { roleSchema } from "#contract/people/agent.ts";
import { ACTION_KEYS, mayDo, scopeFor } from "#contract/people/policy.ts";
import type { PolicyScope } from "#contract/people/role-scopes.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { ContactCard } from "./contact-card.tsx";
import { AccessCard } from "#components/settings/rights/access-card.tsx";
import { TotpRoles } from "#components/settings/rights/totp-roles.tsx";
import { SettingsPage } from "#components/settings/section.tsx";
import { FoldSummary } from "#components/ui/controls/fold-summary.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { ExplainCard } from "#components/settings/rights/explain-card.tsx";
import { useActionTitle } from "#components/settings/rights/use-action-title.ts";

const SCOPES = ["all", "department", "own", "none"] as const;

const TONES = {
  all: "success",
  department: "primary",
  own: "warning",
  none: "neutral",
} as const satisfies Record<PolicyScope, string>;

/** The rights of each role: the table that API, sockets, pages and menus read. */
export function RightsTable() {
  const t = useTranslations("settings.rights");
  const roles = useTranslations("roles");
  const { role } = useMe();
  const title = useActionTitle();
  return (
    <SettingsPage title={t("title")} hint={t("hint")} isWide>
      {mayDo(role, "settings.manage") && (
        <>
          <TotpRoles />
          <AccessCard />
          <ContactCard />
        </>
      )}
      <ExplainCard />
      <dl className="mb-5 grid gap-x-4 gap-y-2 text-sm sm:grid-cols-[auto_1fr]">
        {SCOPES.map((scope) => (
          <div key={scope} className="contents">
            <dt>
              <Scope scope={scope} />
            </dt>
            <dd className="text-muted-foreground max-sm:mb-1">
              {t(`legend.${scope}`)}
            </dd>
          </div>
        ))}
      </dl>
      <div
        role="region"
        aria-label={t("table")}
        // Reachable by keyboard, because it scrolls sideways on a narrow screen.
        tabIndex={0}
        className="overflow-x-auto rounded-lg border bg-card"
      >
        <table className="w-full border-collapse text-sm">
          <thead>
            <tr className="border-b text-start text-xs text-muted-foreground">
              <th
                scope="col"
                className="min-w-44 px-4 py-2.5 text-start font-medium"
              >
                {t("action")}
              </th>
              {roleSchema.options.map((role) => (
                <th
                  key={role}
                  scope="col"
                  className="px-2 py-2.5 text-start font-medium whitespace-nowrap"
                >
                  {roles(role)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y">
            {ACTION_KEYS.map((action) => (
              <tr key={action}>
                <th scope="row" className="px-4 py-2 text-start font-normal">
                  {title(action)}
                  <Operations operations={ACTIONS[action].operations} />
                </th>
                {roleSchema.options.map((role) => (
                  <td key={role} className="px-2 py-2 align-top">
                    <Scope scope={scopeFor(role, action)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </SettingsPage>
  );
}

function Scope({ scope }: { scope: PolicyScope }) {
  const t = useTranslations("settings.rights.scopes");
  return <Badge tone={TONES[scope]}>{t(scope)}</Badge>;
}

function Operations({ operations }: { operations: readonly string[] }) {
  const t = useTranslations("settings.rights");
  if (operations.length === 0) return null;
  return (
    <details className="mt-0.5 text-xs text-muted-foreground">
      <FoldSummary>{t("operations")}</FoldSummary>
      <ul className="mt-1 font-mono">
        {operations.map((operation) => (
          <li key={operation} className="wrap-anywhere">
            {operation}
          </li>
        ))}
      </ul>
    </details>
  );
}
