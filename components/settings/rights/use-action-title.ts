"use client";

import { useTranslations } from "next-intl";
import { ACTIONS } from "#contract/people/actions.ts";
import type { ActionKey } from "#contract/people/policy.ts";

/** An action of the table of rights in the reader's language; a test fails for one without words. */
export function useActionTitle(): (action: ActionKey) => string {
  const t = useTranslations("settings.rights");
  return (action) => {
    const key = `actions.${action}` as "actions.audit.read";
    return t.has(key) ? t(key) : ACTIONS[action].title;
  };
}
