import { z } from "zod";
import { locales } from "#contract/base/locales.ts";
import { isCountry } from "#contract/company/countries.ts";
import { hoursSchema } from "#contract/hours/hours.ts";
import { isTimeZone } from "#contract/hours/time-zone.ts";
import { emailSchema, nameSchema } from "#contract/text/fields.ts";
import {
  exactTextSchema,
  lineSchema,
  paragraphsSchema,
} from "#contract/text/text-schema.ts";

/** A public web address: http or https, without a user name or password. */
const webAddressSchema = lineSchema({ min: 1, max: 2000 }).refine(
  isWebAddress,
  "Enter an address that begins with https://.",
);

/** A field that may stay empty: "" stands for "not told yet". */
const optional = <Schema extends z.ZodType<string, string>>(schema: Schema) =>
  z.union([z.literal(""), schema]);

/**
 * The company that runs this installation: the public pages and the texts for
 * Meta’s app review name it. "" stands for "not told yet".
 */
const fields = {
  name: nameSchema,
  website: optional(webAddressSchema),
  /** ISO 3166-1, two letters: "TW". */
  country: optional(
    exactTextSchema({ max: 2 }).refine(isCountry, "Choose a country."),
  ),
  /** IANA: "Asia/Taipei". Where new office hours begin. */
  timeZone: exactTextSchema({ max: 100 }).refine(
    isTimeZone,
    "Enter a valid time zone.",
  ),
  /** The office hours of queues, channels and departments that have none of their own. Null: always open. */
  hours: hoursSchema.nullable(),
  /** The language in which the company writes, unless a person has chosen another. */
  locale: z.enum(locales),
  contactEmail: optional(emailSchema),
  /** The company's own privacy policy; null: Parley's page /privacy. */
  privacyUrl: webAddressSchema.nullable(),
  /** The company's own terms; null: Parley's page /terms. */
  termsUrl: webAddressSchema.nullable(),
  address: paragraphsSchema({ max: 500 }),
};

export const companySchema = z.object({
  ...fields,
  /** "" until it is told. */
  name: optional(nameSchema),
});
export type Company = z.infer<typeof companySchema>;

/** A change as the page and PATCH send it: a name, once told, is never taken away. */
export const companyFormSchema = z.object(fields);
export const updateCompanySchema = companyFormSchema.partial();
export type UpdateCompany = z.infer<typeof updateCompanySchema>;

export const defaultCompany: Company = {
  name: "",
  website: "",
  country: "",
  timeZone: "UTC",
  hours: null,
  locale: "en",
  contactEmail: "",
  privacyUrl: null,
  termsUrl: null,
  address: "",
};

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === "" && password === "";
}

/** The address that Parley's page leads to; null: it shows its own text, also when the address is its own. Pure. */
export function leadsAway(
  address: string | null,
  ownPage: string,
): string | null {
  if (address === null) return null;
  const bare = (url: string) => {
    const { origin, pathname } = new URL(url);
    return origin + (pathname.endsWith("/") ? pathname.slice(0, -1) : pathname);
  };
  return bare(address) === bare(ownPage) ? null : address;
}
