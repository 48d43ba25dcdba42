import { lazy, type ComponentType } from "react";
import { patiently, rest } from "./patiently.ts";

/** The time a page is open before its parts are fetched ahead. */
const AHEAD_AFTER_MS = 10_000;

/**
 * A part of the page that costs nothing before it is shown: it is fetched then
 * (or at `preload`), at the latest once the page is idle, so that it is there
 * during an outage. Render it within a Suspense.
 */
export function lazily<Props>(
  load: () => Promise<{ default: ComponentType<Props> }>,
) {
  const isServer = typeof window === "undefined";
  if (!isServer) fetchAhead(load);
  const preload = () => void load().catch(() => undefined);
  return Object.assign(
    lazy(() => (isServer ? load() : patiently(load))),
    { preload },
  );
}

const ahead: (() => Promise<unknown>)[] = [];

function fetchAhead(load: () => Promise<unknown>): void {
  ahead.push(load);
  if (ahead.length === 1) void fetchAll();
}

async function fetchAll(): Promise<void> {
  await rest(AHEAD_AFTER_MS);
  for (let load = ahead[0]; load; load = ahead[0]) {
    await idle();
    await load().catch(() => undefined); // once it is shown, it is fetched again
    ahead.shift();
  }
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => resolve());
    else setTimeout(resolve, 50); // Safari
  });
}
