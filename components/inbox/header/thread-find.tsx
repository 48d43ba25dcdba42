"use client";

import { Suspense, useEffect, useState } from "react";
import { lazily } from "#components/page/lazily.ts";

const FindBar = lazily(() => import("./find-bar.tsx"));

/** Opens a search in the open thread with ⌘F or Ctrl F; pressed once more, the browser's own search opens. */
export function ThreadFind({ threadId }: { threadId: string }) {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isFind =
        (event.metaKey || event.ctrlKey) &&
        !event.shiftKey &&
        !event.altKey &&
        event.key.toLowerCase() === "f";
      if (!isFind || isOpen || document.querySelector("[role=dialog]")) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [isOpen]);
  if (!isOpen) return null;
  return (
    <Suspense>
      <FindBar threadId={threadId} onClose={() => setOpen(false)} />
    </Suspense>
  );
}
