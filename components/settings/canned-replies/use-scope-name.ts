"use client";

import { useTranslations } from "next-intl";
import type { CannedScope } from "#contract/canned/canned-reply.ts";
import { useDepartments } from "#components/live/queries/use-directory.ts";

/** Names a scope: "Only you", "Everyone", or its department. */
export function useScopeName(): (scope: CannedScope) => string {
  const t = useTranslations("settings.cannedReplies");
  const departments = useDepartments();
  return (scope) => {
    if (scope === "private" || scope === "everybody")
      return t(`scopes.${scope}`);
    const { departmentId } = scope;
    return (
      departments.data?.find(({ id }) => id === departmentId)?.name ??
      t("scopes.department")
    );
  };
}
