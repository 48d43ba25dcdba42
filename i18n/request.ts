import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import {
  chooseLocale,
  isLocale,
  LOCALE_COOKIE,
} from "#contract/base/locales.ts";

/** The agent's choice, then the browser's languages; never in the address. */
export default getRequestConfig(async () => {
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value;
  const locale = isLocale(chosen)
    ? chosen
    : chooseLocale((await headers()).get("accept-language"));
  const { default: messages } = (await import(
    `../messages/${locale}.json`
  )) as { default: Record<string, unknown> };
  return { locale, messages };
});
