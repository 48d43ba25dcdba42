/**
 * What to call a customer whose profile we do not know (yet): neutral, never
 * an invented name. "Guest 4821" from the last four digits of the external id.
 */
export function neutralName(externalId: string | null): string {
  const digits = externalId?.replace(/\D/g, "").slice(-4) ?? "";
  return digits === "" ? "Guest" : `Guest ${digits}`;
}
