import {
  parsePhoneNumberFromString,
  type CountryCode,
} from "libphonenumber-js";
import { foldEmail } from "#contract/text/fold.ts";

const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;

/** What two spellings of an e-mail address have in common; null: no address. Pure. */
export function emailKey(text: string | null | undefined): string | null {
  const folded = foldEmail((text ?? "").trim());
  return EMAIL.test(folded) && folded.length <= 254 ? folded : null;
}

/**
 * A phone number in E.164; null: no possible number. Pure.
 * @param country where national numbers are from; "": they are not read
 */
export function phoneKey(
  text: string | null | undefined,
  country: string,
): string | null {
  const given = (text ?? "").trim();
  if (given === "" || given.length > 60) return null;
  const region = country === "" ? undefined : (country as CountryCode);
  const number = parsePhoneNumberFromString(given, region);
  return number?.isPossible() ? number.number : null;
}
