"use client";

import { useEffect, useState } from "react";
import {
  GUIDE_STEPS,
  type Guide,
  type GuideStepKey,
} from "#contract/channels/guide.ts";

export const stepId = (key: GuideStepKey) => `guide-${key}`;

/** Which step is open: first the next one that is not done. A step that is opened by a button gets the focus. */
export function useOpenStep(guide: Guide) {
  // A step that ticks itself stays open, so that it is seen to turn green.
  const [open, setOpen] = useState<GuideStepKey | "none">(
    guide.next ?? "message",
  );
  const [moved, setMoved] = useState(0);
  useEffect(() => {
    if (moved === 0 || open === "none") return;
    const head = document.getElementById(stepId(open));
    head?.focus({ preventScroll: true });
    head?.scrollIntoView({ block: "start" });
  }, [moved, open]);
  const goTo = (key: GuideStepKey) => {
    setOpen(key);
    setMoved((count) => count + 1);
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
