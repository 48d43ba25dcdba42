import type { Member, Tongue } from "./member.ts";

/** A rule for the cast's answers. The first rule whose `when` fits what the page wrote,
 *  and that this person has not used yet, speaks. */
export type Rule = {
  id: string;
  when: RegExp;
  say: string[];
  sendsPhoto?: boolean;
  react?: string;
};

export type Answer = {
  texts: string[];
  photo: string | null;
  react: string | null;
  ruleId: string | null;
};

const RULES: Record<Tongue, Rule[]> = {
  en: [
    {
      id: "order",
      when: /order (number|no\b|id)|which order|reference/i,
      say: ["It’s {order}.", "My order number is {order}."],
    },
    {
      id: "photo",
      when: /(photo|picture|image).{0,200}\?|send (me |us )?(a|the|some) (photo|picture|image)/i,
      say: ["Sure, here you go."],
      sendsPhoto: true,
    },
    {
      id: "contact",
      when: /e-?mail|phone number/i,
      say: ["You can reach me at {email}."],
    },
    {
      id: "address",
      when: /address|post ?code|zip|where (do|should|can) we/i,
      say: ["{city}, please.", "The address is {city}."],
    },
    {
      id: "replace",
      when: /replace|refund|new (one|shade)|another one|money back|reimburse/i,
      say: [
        "That would be perfect, thank you so much!",
        "Oh wonderful, thank you! How long will it take?",
      ],
      react: "❤️",
    },
    {
      id: "booked",
      when: /book(ed|ing)|reserv|table|see you/i,
      say: ["Brilliant, see you then!"],
      react: "❤️",
    },
    {
      id: "hours",
      when: /\bopen\b|\bclose|hours|o.?clock|\d ?(am|pm)\b/i,
      say: ["Great, I’ll come by then. Thanks!"],
    },
    {
      id: "price",
      when: /price|cost|discount|%|[€£$] ?\d|\d ?(eur|usd|gbp)/i,
      say: ["That’s fair. How do I order?", "Okay, that works for me."],
    },
    {
      id: "delivery",
      when: /ship|deliver|courier|arriv|track|tomorrow|on its way|days/i,
      say: [
        "Good to know, thank you for checking.",
        "Thanks! I’ll keep an eye out for it.",
      ],
      react: "👍",
    },
    {
      id: "stock",
      when: /in stock|available|sold out|dim|metre|meter|\bcm\b|cable/i,
      say: ["Ah, good to know. I’ll take one then."],
    },
    {
      id: "sorry",
      when: /sorry|apolog/i,
      say: ["No worries, these things happen. What happens next?"],
    },
    {
      id: "looking",
      when: /look into|check|moment|minute|get back|find out/i,
      say: ["Okay, take your time 🙂"],
    },
    {
      id: "bye",
      when: /welcome|anything else|nice day|have a (good|great|lovely)/i,
      say: ["That’s all, thank you! Have a nice day 😊"],
      react: "❤️",
    },
    {
      id: "hello",
      when: /^(hi|hello|hey|good (morning|afternoon|evening))\b/i,
      say: ["Hi! Thanks for answering so quickly."],
    },
    {
      id: "yes",
      when: /\?/,
      say: ["Yes, please.", "Yes, that would be great."],
    },
    { id: "either", when: /\?/, say: ["Whatever is easiest for you."] },
    {
      id: "thanks",
      when: /./s,
      say: ["Okay, thank you!", "Thanks, that helps a lot."],
      react: "👍",
    },
  ],
  "zh-CN": [
    { id: "order", when: /订单号|单号|哪个订单/, say: ["订单号是 {order}。"] },
    {
      id: "photo",
      when: /照片|图片|拍|截图/,
      say: ["好的，这是照片。"],
      sendsPhoto: true,
    },
    {
      id: "contact",
      when: /邮箱|电话|联系方式/,
      say: ["我的邮箱是 {email}。"],
    },
    { id: "address", when: /地址|寄到|送到哪/, say: ["地址是{city}。"] },
    {
      id: "replace",
      when: /退款|补发|换|退货|赔/,
      say: ["太好了，非常感谢！大概要多久呢？"],
      react: "❤️",
    },
    { id: "hours", when: /营业|开门|点|打烊/, say: ["好的，那我到时候过去。"] },
    {
      id: "price",
      when: /价|元|折|优惠|运费|块/,
      say: ["可以接受，怎么付款？"],
    },
    {
      id: "delivery",
      when: /发货|快递|送达|物流|明天|今天|工作日|天内/,
      say: ["好的，谢谢帮忙查询。"],
      react: "👍",
    },
    {
      id: "stock",
      when: /现货|有货|缺货|尺寸|厘米|颜色|灯泡/,
      say: ["明白了，那我就要这个。"],
    },
    {
      id: "sorry",
      when: /抱歉|不好意思|对不起/,
      say: ["没关系，麻烦你们处理一下。"],
    },
    { id: "looking", when: /稍等|查一下|确认|马上/, say: ["好的，不着急。"] },
    {
      id: "bye",
      when: /不客气|还有.{0,20}(需要|帮)|祝您/,
      say: ["没有了，谢谢你！😊"],
      react: "❤️",
    },
    { id: "hello", when: /你好|您好/, say: ["你好，谢谢这么快回复！"] },
    { id: "yes", when: /[?？吗呢]/, say: ["好的，麻烦了。"] },
    { id: "either", when: /[?？吗呢]/, say: ["都可以，看你们方便。"] },
    { id: "thanks", when: /./s, say: ["好的，谢谢！"], react: "👍" },
  ],
  "zh-TW": [
    {
      id: "order",
      when: /訂單編號|訂單號碼|單號|哪一?筆訂單/,
      say: ["訂單編號是 {order}。"],
    },
    {
      id: "photo",
      when: /照片|圖片|拍|截圖/,
      say: ["好的，這是照片。"],
      sendsPhoto: true,
    },
    {
      id: "contact",
      when: /信箱|電話|聯絡方式|email/i,
      say: ["我的信箱是 {email}。"],
    },
    { id: "address", when: /地址|寄到|送到哪/, say: ["地址是{city}。"] },
    {
      id: "replace",
      when: /退款|補寄|換|退貨|賠/,
      say: ["太好了，非常謝謝！大概要多久呢？"],
      react: "❤️",
    },
    {
      id: "booked",
      when: /預約|訂位|保留|靠窗/,
      say: ["太棒了，到時候見！"],
      react: "❤️",
    },
    {
      id: "hours",
      when: /營業|開門|點|打烊|公休/,
      say: ["好的，那我到時候過去。"],
    },
    {
      id: "price",
      when: /價|元|折|優惠|運費|塊/,
      say: ["可以接受，請問怎麼付款？"],
    },
    {
      id: "delivery",
      when: /出貨|宅配|送達|物流|明天|今天|工作天|天內|到貨/,
      say: ["好的，謝謝您幫忙查詢。"],
      react: "👍",
    },
    {
      id: "stock",
      when: /現貨|有貨|缺貨|尺寸|公分|顏色|燈罩/,
      say: ["了解，那我就選這個。"],
    },
    {
      id: "sorry",
      when: /抱歉|不好意思|對不起/,
      say: ["沒關係，再麻煩你們處理了。"],
    },
    { id: "looking", when: /稍等|查一下|確認|馬上/, say: ["好的，不急。"] },
    {
      id: "bye",
      when: /不客氣|還有.{0,20}(需要|幫)|祝您/,
      say: ["沒有了，謝謝您！😊"],
      react: "❤️",
    },
    { id: "hello", when: /你好|您好|哈囉/, say: ["您好，謝謝這麼快回覆！"] },
    { id: "yes", when: /[?？嗎呢]/, say: ["好的，麻煩了。"] },
    { id: "either", when: /[?？嗎呢]/, say: ["都可以，看你們方便。"] },
    { id: "thanks", when: /./s, say: ["好的，謝謝！"], react: "👍" },
  ],
};

/** After this many answers a person has said enough, and only reacts. */
const ENOUGH = 9;

/** @param used ids of rules this person has already answered by
 *  @param roll 0 ≤ roll < 1, chooses among wordings */
export function answerTo(
  member: Member,
  heard: string,
  used: ReadonlySet<string>,
  roll: number,
): Answer {
  const quiet = { texts: [], photo: null, react: "👍", ruleId: null };
  if (used.size >= ENOUGH) return quiet;
  const rule = RULES[member.tongue].find(
    ({ id, when }) => !used.has(id) && when.test(heard),
  );
  if (!rule) return quiet;
  const line = rule.say[Math.floor(roll * rule.say.length)] ?? "";
  return {
    texts: [fill(line, member)],
    photo: rule.sendsPhoto ? member.photo : null,
    react: rule.react ?? null,
    ruleId: rule.id,
  };
}

function fill(line: string, { facts }: Member): string {
  return line.replace(
    /\{(order|product|city|email)\}/g,
    (_, name: keyof typeof facts) => facts[name],
  );
}

/** Brought up when somebody has nothing of their own left to say. */
export const SMALL_TALK: Record<Tongue, string[]> = {
  en: [
    "Hello? Is anybody there? 🙂",
    "One more question: do you gift-wrap?",
    "Do you have a shop I could visit?",
    "Can I change the delivery address?",
    "Is there a warranty on that?",
    "Just checking in again. Thanks!",
  ],
  "zh-CN": [
    "在吗？🙂",
    "再问一下，可以包装成礼物吗？",
    "你们有实体店吗？",
    "可以改收货地址吗？",
    "这个有保修吗？",
    "想再确认一下，谢谢！",
  ],
  "zh-TW": [
    "請問有人在嗎？🙂",
    "再請教一下，可以禮物包裝嗎？",
    "你們有實體店面嗎？",
    "可以更改收件地址嗎？",
    "這個有保固嗎？",
    "想再確認一下，謝謝！",
  ],
};
