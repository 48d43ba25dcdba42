"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { isLeavingConsole } from "#components/live/actions/leave-console.ts";
import {
  askToLeave,
  beginAsking,
  forgetChanges,
  useLeaveQuestion,
  wouldLoseChanges,
} from "#components/page/unsaved.ts";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";

/** Asks before leaving a page would lose changes: by a link, by the browser’s back button or by closing the tab. */
export function LeaveGuard() {
  const t = useTranslations("settings.unsaved");
  const leave = useLeaveQuestion((state) => state.leave);
  useEffect(() => {
    const endAsking = beginAsking();
    window.addEventListener("beforeunload", keepTab);
    // Browsers without this interface go back without a question.
    const history = "navigation" in window ? window.navigation : null;
    history?.addEventListener("navigate", keepPage);
    return () => {
      endAsking();
      window.removeEventListener("beforeunload", keepTab);
      history?.removeEventListener("navigate", keepPage);
    };
  }, []);
  const close = () => useLeaveQuestion.setState({ leave: null });
  return (
    leave && (
      <ConfirmDialog
        open
        onOpenChange={(open) => !open && close()}
        title={t("title")}
        description={t("text")}
        cancel={t("stay")}
        action={t("leave")}
        onConfirm={() => {
          forgetChanges();
          leave();
          return Promise.resolve();
        }}
      />
    )
  );
}

function keepTab(event: BeforeUnloadEvent): void {
  if (wouldLoseChanges() && !isLeavingConsole()) event.preventDefault();
}

/** Going back or forward; links ask by themselves. */
function keepPage(event: NavigateEvent): void {
  const { navigationType, destination, cancelable } = event;
  if (navigationType !== "traverse" || !cancelable) return;
  const leave = () => window.navigation.traverseTo(destination.key);
  if (destination.sameDocument && askToLeave(leave)) event.preventDefault();
}
