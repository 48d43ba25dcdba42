"use client";

import { createClock } from "./clock.ts";

const TICK_MS = 15_000;

/** The time, moving every quarter of a minute; one clock for the whole page. */
export const useNow = createClock(TICK_MS, () => Date.now());
