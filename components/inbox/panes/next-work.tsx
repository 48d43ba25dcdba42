"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import {
  MAX_COUNTED,
  type BuiltInView,
} from "#contract/threads/built-in-views.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { useViewCounts } from "#components/live/queries/use-views.ts";
import { wasWalkedTo } from "#components/navigation/selection.ts";
import {
  chooseView,
  viewsOf,
  type OpenView,
} from "#components/navigation/views.ts";
import { Button } from "#components/ui/controls/button.tsx";

/** The views that an empty one leads to, the most urgent first. */
const WORK = ["waiting", "queues", "mine"] as const satisfies BuiltInView[];

/** Leads from an empty view to one with work; nothing where there is none. */
export default function NextWork({
  open,
  takesFocus = false,
}: {
  open: OpenView;
  /** For the place that a key has emptied: Enter then goes on. */
  takesFocus?: boolean;
}) {
  const t = useTranslations("list");
  const counts = useViewCounts();
  const offered = viewsOf(useMe().role);
  const button = useRef<HTMLButtonElement>(null);
  const view = WORK.find(
    (key) =>
      (open.saved !== null || key !== open.key) &&
      offered.includes(key) &&
      (counts?.[key] ?? 0) > 0,
  );
  useEffect(() => {
    const isFree = document.activeElement === document.body;
    if (takesFocus && view && isFree && wasWalkedTo()) button.current?.focus();
  }, [takesFocus, view]);
  if (view === undefined) return null;
  const count = counts?.[view] ?? 0;
  return (
    <Button ref={button} onClick={() => chooseView(view)}>
      {t(view === "waiting" ? "nextWork.waiting" : "nextWork.open", {
        count,
        shown: count >= MAX_COUNTED ? `${MAX_COUNTED - 1}+` : String(count),
        view: t(`views.${view}`),
      })}
    </Button>
  );
}
