import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import {
  isLocale,
  LOCALE_COOKIE,
  LOCALE_HEADER,
} from "#contract/base/locales.ts";
import { chooseLocale } from "./choose-locale.ts";

/** The language of a public page's address, then the agent's choice, then the browser's languages. */
export default getRequestConfig(async () => {
  const asked = (await headers()).get(LOCALE_HEADER);
  const chosen = asked ?? (await cookies()).get(LOCALE_COOKIE)?.value;
  const locale = isLocale(chosen)
    ? chosen
    : chooseLocale((await headers()).get("accept-language"));
  const { default: messages } = (await import(
    `../messages/${locale}.json`
  )) as { default: Record<string, unknown> };
  return { locale, messages };
});
