"use client";

import { Suspense } from "react";
import { lazily } from "./lazily.ts";
import { useIsToastWanted } from "./toast.ts";

const Shown = lazily(() => import("./toaster-shown.tsx"));

/** The place where toasts appear. */
export function Toaster() {
  if (!useIsToastWanted()) return null;
  return (
    <Suspense>
      <Shown />
    </Suspense>
  );
}
