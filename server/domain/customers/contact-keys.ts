import {
  parsePhoneNumberFromString,
  type CountryCode,
} from "libphonenumber-js";
import { foldEmail } from "#contract/text/fold.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { readCompany } from "#server/domain/settings/company.ts";

const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;

/** The key that two spellings of an e-mail address share; null: no address. Pure. */
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

/**
 * Makes a customer's keys from its fields `email` and `phone`. Every write of
 * those fields calls it in its transaction.
 */
export async function refreshContactKeys(
  tx: Sql,
  customerId: string,
): Promise<void> {
  const [row] = await tx.$queryRaw<{ email: unknown; phone: unknown }[]>(
    Prisma.sql`select fields->'email' as email, fields->'phone' as phone from customer where id = ${customerId}::uuid`,
  );
  if (!row) return;
  const { country } = await readCompany(tx);
  const email = emailKey(textOf(row.email));
  const phone = phoneKey(textOf(row.phone), country);
  await tx.$executeRaw(Prisma.sql`
    update customer set "emailKey" = ${email}, "phoneKey" = ${phone} where id = ${customerId}::uuid`);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
