"use client";

import { useEffect, useState } from "react";
import {
  GUIDE_STEPS,
  type Guide,
  type GuideStepKey,
} from "#contract/channels/guide.ts";

export const stepId = (key: GuideStepKey) => `guide-${key}`;

type Move = {
  key: GuideStepKey;
  /** The name of the field that gets the focus; left out: the head of the step. */
  field: string | undefined;
};

/** The open step: first the next one that is not done. A step that is opened by a button gets the focus. */
export function useOpenStep(guide: Guide) {
  // A step that ticks itself stays open, so that it is seen to turn green.
  const [open, setOpen] = useState<GuideStepKey | "none">(
    guide.next ?? "message",
  );
  // A new object for each move, also to the step that is open already.
  const [move, setMove] = useState<Move | null>(null);
  useEffect(() => {
    if (move === null) return;
    const head = document.getElementById(stepId(move.key));
    head?.scrollIntoView({ block: "start" });
    const field = move.field && document.getElementsByName(move.field)[0];
    (field || head)?.focus({ preventScroll: !field });
  }, [move]);
  const goTo = (key: GuideStepKey, field?: string) => {
    setOpen(key);
    setMove({ key, field });
  };
  return {
    open,
    toggle: (key: GuideStepKey) => setOpen(open === key ? "none" : key),
    goTo,
    /** The next step that is not done, after this one. */
    goOn: (from: GuideStepKey, steps = guide.steps) => {
      const place = GUIDE_STEPS.indexOf(from);
      const next = steps.find(
        ({ key, state }) =>
          GUIDE_STEPS.indexOf(key) > place && state !== "done",
      );
      goTo(next?.key ?? GUIDE_STEPS[place + 1] ?? "message");
    },
  };
}
