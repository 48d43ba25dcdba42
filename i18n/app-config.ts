import type messages from "#messages/en.json";
import type { Locale } from "#contract/base/locales.ts";

/** Makes an unknown message key or language a type error. */
declare module "next-intl" {
  interface AppConfig {
    Messages: typeof messages;
    Locale: Locale;
  }
}
