"use client";

import { useEffect, useRef } from "react";
import { useOpenThread } from "#components/navigation/selection.ts";
import { useGo } from "#components/navigation/use-go.ts";

const THREAD = /^\/inbox\/([\w-]+)$/;

/** Opens what a pressed push notification is about, in this tab. */
export function PushMessages() {
  const openThread = useOpenThread();
  const go = useGo();
  const open = useRef<(url: string) => void>(undefined);
  useEffect(() => {
    open.current = (url) => {
      const threadId = THREAD.exec(url)?.[1];
      if (threadId) openThread(threadId);
      else go(url);
    };
  });
  useEffect(() => {
    // Absent outside of https and localhost.
    const { serviceWorker } = navigator as {
      serviceWorker?: ServiceWorkerContainer;
    };
    const listen = ({
      data,
    }: MessageEvent<{ type?: string; url?: string }>) => {
      if (data.type === "push.open" && data.url?.startsWith("/"))
        open.current?.(data.url);
    };
    serviceWorker?.addEventListener("message", listen);
    return () => serviceWorker?.removeEventListener("message", listen);
  }, []);
  return null;
}
