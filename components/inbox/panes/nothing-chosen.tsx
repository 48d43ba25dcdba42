"use client";

import { MessagesSquare } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, type ReactNode } from "react";
import { useThreads } from "#components/live/queries/use-threads.ts";
import { useShownKey } from "#components/live/stores/keymap.ts";
import { useOpenView } from "#components/navigation/views.ts";
import { lazily } from "#components/page/lazily.ts";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Kbd } from "#components/ui/marks/kbd.tsx";

const NextWork = lazily(() => import("#components/inbox/panes/next-work.tsx"));

/** The place of the conversation while none is open. Where the list is empty too, it leads to a view with work. */
export function NothingChosen() {
  const t = useTranslations("thread");
  const walkHint = useWalkHint();
  const open = useOpenView();
  const { state, threads } = useThreads(open.queries);
  const isEmpty =
    open.found === null && state === "ready" && threads.length === 0;
  return (
    <div className="grid h-full place-items-center">
      {isEmpty ? (
        <EmptyState
          icon={<MessagesSquare />}
          title={t("nothingListed")}
          action={
            <Suspense>
              <NextWork open={open} takesFocus />
            </Suspense>
          }
        />
      ) : (
        <EmptyState
          icon={<MessagesSquare />}
          title={t("nothingChosen")}
          text={walkHint}
        />
      )}
    </div>
  );
}

function useWalkHint(): ReactNode {
  const t = useTranslations("thread");
  const next = useShownKey("next");
  const previous = useShownKey("previous");
  const search = useShownKey("search");
  const sheet = useShownKey("sheet");
  if (!next || !previous || !search || !sheet) return null;
  return t.rich("nothingChosenHint", {
    next,
    previous,
    search,
    sheet,
    key: (words) => <Kbd>{words}</Kbd>,
  });
}
