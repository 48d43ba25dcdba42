import type {
  DataRequest,
  DataRequestDetail,
} from "#contract/customers/data-request.ts";
import type { Locale } from "#contract/base/locales.ts";
import type { AnswerTexts } from "./answer-text-types.ts";
import { en } from "./en.ts";
import { zhCn } from "./zh-cn.ts";
import { zhTw } from "./zh-tw.ts";

const TEXTS: Record<Locale, AnswerTexts> = {
  en,
  "zh-CN": zhCn,
  "zh-TW": zhTw,
};

type Named = Pick<
  DataRequest,
  "kind" | "name" | "receivedAt" | "refusedReason"
>;

/** The texts with which a request can be answered, in every language. Pure. */
export function answersOf(
  request: Named,
  company: string,
): DataRequestDetail["answers"] {
  const inLanguage = (locale: Locale) => {
    const { frame, kinds, because } = TEXTS[locale];
    const { answered, refused } = kinds[request.kind];
    const date = new Intl.DateTimeFormat(locale, {
      dateStyle: "long",
      timeZone: "UTC",
    }).format(new Date(request.receivedAt));
    const names = { name: request.name, date, company };
    return {
      answered: frame(names, answered),
      refused: frame(names, `${refused} ${because(request.refusedReason)}`),
    };
  };
  return {
    en: inLanguage("en"),
    "zh-CN": inLanguage("zh-CN"),
    "zh-TW": inLanguage("zh-TW"),
  };
}
