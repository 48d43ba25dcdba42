"use client";

import { useTranslations } from "next-intl";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { toast } from "#components/page/toast.ts";
import { CannedReplyForm } from "./canned-reply-form.tsx";

/** The form for a new canned reply with a text that the agent has sent several times. */
export function SuggestedReply({
  text,
  onClose,
}: {
  text: string;
  onClose: () => void;
}) {
  const common = useTranslations("common");
  const refresh = useRefresh("canned-replies");
  return (
    <CannedReplyForm
      reply={null}
      text={text}
      onClose={onClose}
      onSaved={() => {
        void refresh();
        toast.success(common("saved"));
        onClose();
      }}
    />
  );
}
