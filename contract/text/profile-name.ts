import { truncateStart } from "#contract/text/text.ts";

const SHOWN_DIGITS = 4;

/**
 * The name of a customer whose profile is not known (yet): never an invented
 * name, but one that teammates can tell apart and say aloud.
 * `neutralName("7300000000004821")` is `Guest 4821`.
 */
export function neutralName(externalId: string): string {
  const ending = neutralNameEnding(externalId);
  return ending === "" ? "Guest" : `Guest ${ending}`;
}

/** The part of the neutral name that is the same in every language. */
export function neutralNameEnding(externalId: string): string {
  const digits = externalId.replace(/\D/g, "");
  const source = digits === "" ? externalId.replace(/\W/g, "") : digits;
  return truncateStart(source, SHOWN_DIGITS);
}
