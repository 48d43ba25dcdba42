"use client";

import { useEffect } from "react";
import { parseInsidePath } from "#contract/base/inside-path.ts";
import { becomeAvailable } from "#components/auth/become-available.ts";
import { Spinner } from "#components/ui/marks/spinner.tsx";

/** The page after a sign-in at the identity provider: the person becomes available, and goes on. */
export function EnterConsole({ from }: { from: string }) {
  useEffect(() => {
    void becomeAvailable().then(() => {
      // A whole load: the next page must not know anything of before.
      window.location.replace(
        parseInsidePath(from, window.location.origin) ?? "/",
      );
    });
  }, [from]);
  return (
    <main className="grid min-h-dvh place-items-center">
      <Spinner />
    </main>
  );
}
