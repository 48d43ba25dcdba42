"use client";

import { createClock } from "./clock.ts";
import { serverNow } from "./server-clock.ts";

const TICK_MS = 15_000;

/** The server's time, moving every quarter of a minute; one clock for the whole page. */
export const useNow = createClock(TICK_MS, serverNow);
