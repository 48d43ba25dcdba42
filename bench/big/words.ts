/*
 * The texts of the big installation: a greeting, a sentence with a number, an
 * end. So words such as "order", and pairs such as
 * 訂單, stand in a great part of all messages, as in a shop.
 */

export type Language = {
  openers: string[];
  bodies: string[];
  closers: string[];
};

export const CHINESE: Language = {
  openers: [
    "您好，",
    "你好，",
    "請問",
    "不好意思，",
    "早安，",
    "晚安，",
    "嗨，",
    "想請教一下，",
    "您好，我是老客戶，",
    "麻煩您，",
    "謝謝，",
    "",
  ],
  bodies: [
    "我想查詢訂單 # 的狀態",
    "訂單 # 什麼時候會出貨",
    "我的訂單 # 還沒有收到",
    "可以修改訂單 # 的地址嗎",
    "商品 # 還有庫存嗎",
    "商品 # 有其他顏色嗎",
    "這個尺寸 # 適合身高一百七嗎",
    "我要申請退款，單號 #",
    "退款 # 多久會到帳",
    "包裹 # 的外盒破損了",
    "發票 # 可以補寄嗎",
    "統一編號打錯了，訂單 #",
    "優惠碼 # 無法使用",
    "付款 # 失敗，可以再試一次嗎",
    "想預約 # 號的時段",
    "門市今天營業到幾點，編號 #",
    "可以用信用卡分期嗎，金額 #",
    "會員點數 # 什麼時候到期",
    "這款檯燈 # 的保固多久",
    "物流 # 一直沒有更新",
    "收到的杯子 # 有裂痕",
    "請幫我取消訂單 #",
    "我已經匯款 # 元了",
    "電話號碼改成 # 了",
  ],
  closers: [
    "，謝謝您",
    "，麻煩了",
    "，感謝",
    "？",
    "。",
    "，急用",
    "，請盡快回覆",
    "",
  ],
};

export const ENGLISH: Language = {
  openers: [
    "Hello, ",
    "Hi there, ",
    "Good morning, ",
    "Excuse me, ",
    "Hey, ",
    "Hi, quick question: ",
    "Sorry to bother you, ",
    "Dear team, ",
    "",
    "Thanks, ",
  ],
  bodies: [
    "where is my order #",
    "when will order # be shipped",
    "I have not received order # yet",
    "can I change the address of order #",
    "is the oak lamp # still in stock",
    "does item # come in blue",
    "which size fits me, number # or smaller",
    "I would like a refund for #",
    "how long does refund # take",
    "parcel # arrived damaged",
    "could you send invoice # again",
    "the discount code # does not work",
    "payment # failed, may I try again",
    "I would like to book slot #",
    "how late is the store open today, ticket #",
    "when do my # points expire",
    "what is the warranty of lamp #",
    "tracking # has not been updated",
    "the mug # has a crack",
    "please cancel order #",
  ],
  closers: [
    ", thank you",
    ", please",
    "?",
    ".",
    ", it is urgent",
    ". Best regards",
    "",
  ],
};

export const ACCENTED: Language = {
  openers: ["Olá, ", "¡Hola! ", "Bonjour, ", "Grüezi, ", "Dzień dobry, ", ""],
  bodies: [
    "onde está a encomenda #",
    "¿dónde está mi pedido #",
    "où est ma commande #",
    "wo bleibt die Bestellung #",
    "gdzie jest zamówienie #",
    "não recebi o número #",
    "la taille # me plaît beaucoup",
    "die Größe # ist zu klein",
  ],
  closers: [
    ", obrigado",
    ", ¡gracias!",
    ", merci d’avance",
    ", schöne Grüße",
    ", dziękuję",
    "",
  ],
};

export const NAMES = {
  surnames: [..."陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴徐周葉蘇莊"],
  given: [
    ..."志明淑芬美玲俊傑雅婷家豪怡君宗翰佳穎承恩品妍宇軒詩涵冠廷子晴柏宏欣儀",
  ],
  first: [
    "Emma",
    "Liam",
    "Olivia",
    "Noah",
    "Ava",
    "Lucas",
    "Mia",
    "Ethan",
    "Grace",
    "Oliver",
    "Chloe",
    "Daniel",
    "Sofia",
    "Henry",
    "Ella",
    "Jack",
    "Ruby",
    "Leo",
    "Nora",
    "Max",
  ],
  accented: [
    "José",
    "Zoë",
    "François",
    "Jürgen",
    "Łukasz",
    "Søren",
    "Chloé",
    "Iñaki",
    "Björn",
    "Renée",
  ],
  last: [
    "Smith",
    "Chen",
    "Garcia",
    "Müller",
    "Novak",
    "Rossi",
    "Silva",
    "Kowalski",
    "Dubois",
    "Andersen",
    "Brown",
    "Tanaka",
    "Lopez",
    "Schmidt",
    "Wilson",
    "Martin",
    "Nguyen",
    "Kim",
    "Costa",
    "Weber",
    "Moreau",
    "Jensen",
    "Horvat",
    "Marino",
    "Peeters",
    "Lindqvist",
    "O’Brien",
    "Fernández",
    "Castro",
    "Hughes",
  ],
};

/** In few messages. */
export const RARE_WORD = "zanzibar";
export const RARE_PAIR = "琉璃";
/** Many messages contain these three. */
export const COMMON_WORD = "order";
export const COMMON_PAIR = "訂單";
export const COMMON_SIGN = "單";
/** A few customers have this name. */
export const RARE_NAME = "Xanthippe Quill";
