"use client";

import { Suspense } from "react";
import { lazily } from "#components/ui/lazily.ts";
import { useIsToastWanted } from "#components/ui/toast.ts";

const Shown = lazily(() => import("#components/ui/toaster-shown.tsx"));

/** Where toasts appear. */
export function Toaster() {
  if (!useIsToastWanted()) return null;
  return (
    <Suspense>
      <Shown />
    </Suspense>
  );
}
