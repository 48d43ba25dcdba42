export type Tongue = "en" | "zh-CN" | "zh-TW";

/** A line of what was said before the curtain rises. */
export type PastLine = {
  by: "them" | "us";
  minutesAgo: number;
  text?: string;
  /** A sample's key, see media/samples.ts. */
  photo?: string;
};

/** Someone of the cast. `facts` fill `{order}`, `{product}`, `{city}`,
 *  `{email}` in what they answer; `later` is what they bring up by
 *  themselves, in order; `photo` is what they send when asked for a picture. */
export type Member = {
  id: string;
  name: string;
  tongue: Tongue;
  locale: string;
  timezone: number;
  portrait: string;
  pageId: string;
  psid: string;
  facts: { order: string; product: string; city: string; email: string };
  photo: string;
  past: PastLine[];
  later: { text: string; photo?: string }[];
};

export const LAMPS = "104200000000011";
export const TEA = "104200000000022";
export const BOOKS = "104200000000033";

export const HOUR = 60;
export const DAY = 24 * HOUR;
