import { currentLanguage, LANGUAGES } from "../../page/words.ts";

/** English, 简体中文, 繁體中文, side by side so that none is forgotten. */
const WORDS = {
  title: ["Lead form", "线索表单", "名單表單"],
  messenger: ["Messenger simulator", "Messenger 模拟器", "Messenger 模擬器"],
  page: ["Page", "公共主页", "粉絲專頁"],
  form: ["Form", "表单", "表單"],
  platform: ["Platform", "平台", "平台"],
  ad: ["Ad", "广告", "廣告"],
  noAd: ["No ad", "非广告", "非廣告"],
  spring: ["Spring sale", "春季促销", "春季特賣"],
  submit: ["Submit", "提交", "送出"],
  sent: ["Sent. Lead {id}", "已提交。线索 {id}", "已送出。名單 {id}"],
} as const satisfies Record<string, readonly [string, string, string]>;

export type Word = keyof typeof WORDS;
const ORDER = Object.keys(LANGUAGES);

/** A phrase in the current language, with `{…}` filled in. */
export function t(word: Word, values: Record<string, string> = {}): string {
  const text = WORDS[word][ORDER.indexOf(currentLanguage())] ?? WORDS[word][0];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
