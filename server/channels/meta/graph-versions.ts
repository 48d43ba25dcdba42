const DAY_MS = 24 * 3_600_000;
/** The notice before a version ends. */
const NOTICE_MS = 60 * DAY_MS;

/**
 * When Meta stops each version of the Graph API; versions that are not here
 * have no date yet. Source: Graph API changelog, "Available versions", read
 * 2026-11.
 */
const ENDS: Record<string, string> = {
  "v20.0": "2026-09-24",
  "v21.0": "2027-01-21",
  "v22.0": "2027-05-20",
  "v23.0": "2027-10-08",
  "v24.0": "2028-02-18",
  "v25.0": "2028-07-29",
};

/** When the version ends, if that is near or past. Pure. */
export function endingOf(version: string, now: Date): Date | null {
  const text = ENDS[version];
  if (text === undefined) return null;
  const end = new Date(`${text}T00:00:00Z`);
  return end.getTime() - now.getTime() < NOTICE_MS ? end : null;
}
