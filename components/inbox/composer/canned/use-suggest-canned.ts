"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { isTeammate } from "#contract/people/roles.ts";
import { useCannedReplies } from "#components/live/queries/use-directory.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import {
  countSent,
  useSuggestedText,
} from "#components/live/stores/sent-texts.ts";
import { useGo } from "#components/navigation/use-go.ts";
import { toast } from "#components/page/toast.ts";

/** Offers to save a sent text as a canned reply, once the agent has sent it several times. */
export function useSuggestCanned(): (text: string) => void {
  const t = useTranslations("composer.canned");
  const { id, role } = useMe();
  const go = useGo();
  const { data } = useCannedReplies();
  return useCallback(
    (text) => {
      if (!isTeammate(role) || !countSent(id, text)) return;
      const isSaved = data?.some(({ bodies }) =>
        Object.values(bodies).some((body) => body.trim() === text),
      );
      if (isSaved) return;
      const onClick = () => {
        useSuggestedText.setState({ text });
        go("/settings/canned-replies");
      };
      toast(t("suggest"), { action: { label: t("save"), onClick } });
    },
    [t, id, role, data, go],
  );
}
