"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { useMe } from "#components/live/stores/live-context.ts";
import { useMyself } from "./use-directory.ts";

export type ScopeOfMine = {
  /** Owners, admins, and supervisors of all departments. */
  isCompany: boolean;
  /** Whether I may change what belongs to this department, or to none. */
  covers: (departmentId: string | null) => boolean;
};

/** The settings that the signed-in agent may change. The server decides the same way; this keeps what it would refuse off the screen. */
export function useScope(): ScopeOfMine {
  const { role } = useMe();
  const myself = useMyself().data;
  const isCompany =
    role === "owner" ||
    role === "admin" ||
    (role === "supervisor" && (myself?.allDepartments ?? false));
  return {
    isCompany,
    covers: (departmentId) =>
      isCompany ||
      (role === "supervisor" &&
        (departmentId === null ||
          (myself?.departmentIds.includes(departmentId) ?? false))),
  };
}

/** The items of a list that the signed-in agent may change. */
export function useCovered<Item extends { departmentId: string | null }>(
  query: UseQueryResult<Item[]>,
): UseQueryResult<Item[]> {
  const { covers } = useScope();
  if (!query.data) return query;
  return {
    ...query,
    data: query.data.filter(({ departmentId }) => covers(departmentId)),
  };
}
