"use client";

import { useEffect, useRef } from "react";
import { useLive } from "#components/live/stores/live-context.ts";
import { useOpenThread } from "#components/navigation/selection.ts";
import { useGo } from "#components/navigation/use-go.ts";

const THREAD = /^\/inbox\/([\w-]+)$/;

/**
 * Opens what a pressed push notification is about, in this tab, and closes those on this device that were read
 * here or elsewhere.
 */
export function PushMessages() {
  const openThread = useOpenThread();
  const go = useGo();
  useCloseRead();
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

function useCloseRead(): void {
  const { signals } = useLive();
  useEffect(
    () =>
      signals.on("notification.read", ({ ids }) => {
        const { serviceWorker } = navigator as {
          serviceWorker?: ServiceWorkerContainer;
        };
        serviceWorker?.controller?.postMessage({ type: "read", ids });
      }),
    [signals],
  );
}
