import type { LegalHold } from "#contract/customers/legal-hold.ts";
import { ApiError } from "#components/live/transport/api.ts";

/** The legal holds that a refusal names; none for other errors, and for those who may not know. Pure. */
export function holdsIn(error: unknown): LegalHold[] {
  if (!(error instanceof ApiError) || error.code !== "held") return [];
  return (error.current as { holds?: LegalHold[] } | null)?.holds ?? [];
}
