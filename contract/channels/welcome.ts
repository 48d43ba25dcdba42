import { z } from "zod";
import { timeSchema } from "#contract/base/ids.ts";
import {
  exactTextSchema,
  lineSchema,
  paragraphsSchema,
} from "#contract/text/text-schema.ts";

/**
 * Source: Messenger Platform, "Messenger Profile API", read 2026-11. Meta
 * documents no limit for a question; longer ones are refused.
 */
export const WELCOME_LIMITS = {
  greeting: 160,
  questions: 4,
  question: 80,
  items: 20,
  title: 30,
  url: 2000,
  payload: 1000,
  languages: 30,
} as const;

/** The texts for people of every language that has none of its own. */
export const DEFAULT_LOCALE = "default";

/** Languages to choose from, in the vendor's spelling; it knows more, and those it has are kept. */
export const WELCOME_LOCALES = [
  ...["zh_TW", "zh_HK", "zh_CN", "en_US", "en_GB", "ja_JP", "ko_KR"],
  ...["vi_VN", "th_TH", "id_ID", "ms_MY", "tl_PH", "hi_IN", "ar_AR"],
  ...["es_ES", "es_LA", "pt_BR", "pt_PT", "fr_FR", "de_DE", "it_IT"],
  ...["nl_NL", "pl_PL", "ru_RU", "tr_TR", "he_IL"],
];

/** The payload of the button, unless another program has chosen a different one. */
export const GET_STARTED_PAYLOAD = "GET_STARTED";

/** Null: the same as what is shown. */
const payloadSchema = exactTextSchema({
  min: 1,
  max: WELCOME_LIMITS.payload,
}).nullable();

export const welcomeTextsSchema = z.object({
  /** As the vendor writes it: zh_TW; "default" for all others. */
  locale: z.string().regex(/^(default|[a-z]{2,3}_[A-Z]{2})$/),
  /** Empty: none. */
  greeting: paragraphsSchema({ max: WELCOME_LIMITS.greeting }),
  /** Offered to people who have not written yet. A tap sends the question. */
  questions: z
    .array(
      z.object({
        text: lineSchema({ min: 1, max: WELCOME_LIMITS.question }),
        payload: payloadSchema,
      }),
    )
    .max(WELCOME_LIMITS.questions),
  /** Beside the composer, at any time. A tap sends the title, or opens the link. */
  menu: z
    .array(
      z.object({
        title: lineSchema({ min: 1, max: WELCOME_LIMITS.title }),
        /** Null: a tap sends the title. */
        url: lineSchema({ max: WELCOME_LIMITS.url }).nullable(),
        payload: payloadSchema,
      }),
    )
    .max(WELCOME_LIMITS.items),
});
export type WelcomeTexts = z.infer<typeof welcomeTextsSchema>;

/** The texts that customers see before they write, and the menu beside their composer. */
export const welcomeSchema = z.object({
  /** Null: no button. The menu needs one, so it is added with a menu. */
  getStarted: z
    .object({
      payload: exactTextSchema({ min: 1, max: WELCOME_LIMITS.payload }),
    })
    .nullable(),
  languages: z.array(welcomeTextsSchema).min(1).max(WELCOME_LIMITS.languages),
});
export type Welcome = z.infer<typeof welcomeSchema>;

export const channelWelcomeSchema = z.object({
  /** As it was saved here last; null: never. */
  saved: welcomeSchema.nullable(),
  savedAt: timeSchema.nullable(),
  /** As the vendor has it now; null: it could not be read. */
  atVendor: welcomeSchema.nullable(),
  /** The vendor has parts that have no place here, for example submenus. Saving replaces them. */
  hasMore: z.boolean(),
  /** Why it could not be read, in the vendor's own words. */
  unread: z.string().nullable(),
});
export type ChannelWelcome = z.infer<typeof channelWelcomeSchema>;

export type WelcomeFault = {
  path: string;
  code: "default_text_missing" | "web_address" | "language_twice";
};

/** Checks of texts that belong together, which the schema cannot express. Pure. */
export function welcomeFaults({ languages }: Welcome): WelcomeFault[] {
  const others = languages.find(({ locale }) => locale === DEFAULT_LOCALE);
  return languages.flatMap((texts, index) => {
    const at = `languages.${index}`;
    const isSecond = languages.findIndex(isSame(texts)) !== index;
    const lacks = (["greeting", "questions", "menu"] as const).filter(
      (part) => texts[part].length > 0 && !others?.[part].length,
    );
    return [
      ...(isSecond
        ? [{ path: `${at}.locale`, code: "language_twice" as const }]
        : []),
      ...lacks.map((part) => ({
        path: `${at}.${part}`,
        code: "default_text_missing" as const,
      })),
      ...texts.menu.flatMap(({ url }, item) =>
        url === null || isWebAddress(url)
          ? []
          : [{ path: `${at}.menu.${item}.url`, code: "web_address" as const }],
      ),
    ];
  });
}

/** The form in which two of them can be compared: no empty languages, in one order, with the button that a menu needs. Pure. */
export function settleWelcome({ getStarted, languages }: Welcome): Welcome {
  const filled = languages.filter(
    ({ locale, greeting, questions, menu }) =>
      locale === DEFAULT_LOCALE ||
      greeting !== "" ||
      questions.length > 0 ||
      menu.length > 0,
  );
  const needsButton = filled.some(({ menu }) => menu.length > 0);
  return {
    getStarted:
      getStarted ?? (needsButton ? { payload: GET_STARTED_PAYLOAD } : null),
    languages: [
      filled.find(({ locale }) => locale === DEFAULT_LOCALE) ?? noTexts(),
      ...filled
        .filter(({ locale }) => locale !== DEFAULT_LOCALE)
        .toSorted((a, b) => a.locale.localeCompare(b.locale, "en")),
    ],
  };
}

/** Whether customers see the same. Pure. */
export function isSameWelcome(one: Welcome, other: Welcome): boolean {
  const [a, b] = [one, other].map((each) => JSON.stringify(plain(each)));
  return a === b;
}

/** A language without any text. */
export function noTexts(locale: string = DEFAULT_LOCALE): WelcomeTexts {
  return { locale, greeting: "", questions: [], menu: [] };
}

// The members in one order, whatever order they were written in.
function plain(welcome: Welcome): unknown {
  const { getStarted, languages } = settleWelcome(welcome);
  return [
    getStarted?.payload ?? null,
    languages.map(({ locale, greeting, questions, menu }) => [
      locale,
      greeting,
      questions.map(({ text, payload }) => [text, payload ?? text]),
      menu.map(({ title, url, payload }) => [
        title,
        url,
        url === null ? (payload ?? title) : null,
      ]),
    ]),
  ];
}

function isSame({ locale }: WelcomeTexts) {
  return (other: WelcomeTexts) => other.locale === locale;
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
