import { BOOKS, DAY, HOUR, LAMPS, TEA, type Member } from "./member.ts";

const MAINLAND = { tongue: "zh-CN", locale: "zh_CN", timezone: 8 } as const;
const TAIWAN = { tongue: "zh-TW", locale: "zh_TW", timezone: 8 } as const;

export const CHINESE: Member[] = [
  {
    ...MAINLAND,
    id: "cast_wangmin",
    name: "王敏",
    portrait: "p07",
    pageId: LAMPS,
    psid: "7411000000000201",
    facts: {
      order: "L-20431",
      product: "橡木台灯",
      city: "上海市徐汇区衡山路 88 号",
      email: "wangmin@example.com",
    },
    photo: "lamp",
    past: [
      {
        by: "them",
        minutesAgo: 5 * HOUR + 20,
        text: "你好，请问这款橡木台灯还有现货吗？",
      },
      { by: "them", minutesAgo: 5 * HOUR + 19, photo: "lamp" },
      {
        by: "us",
        minutesAgo: 5 * HOUR,
        text: "您好！有现货的，今天下单明天就可以发货。",
      },
      { by: "them", minutesAgo: 26, text: "太好了！买两盏有优惠吗？" },
    ],
    later: [
      { text: "对了，灯泡是附送的还是要另外买？" },
      { text: "可以开发票吗？抬头是公司。" },
    ],
  },
  {
    ...MAINLAND,
    id: "cast_lihao",
    name: "李浩然",
    portrait: "p11",
    pageId: LAMPS,
    psid: "7411000000000202",
    facts: {
      order: "L-20399",
      product: "壁灯",
      city: "杭州市西湖区文三路 20 号",
      email: "lihaoran@example.com",
    },
    photo: "receipt",
    past: [
      {
        by: "them",
        minutesAgo: 3 * DAY,
        text: "我想退货，壁灯的颜色和图片不太一样。",
      },
      {
        by: "us",
        minutesAgo: 3 * DAY - 30,
        text: "很抱歉给您带来不便。收到货 14 天内都可以退，请把订单号发给我们。",
      },
      { by: "them", minutesAgo: 3 * DAY - 41, text: "订单号是 L-20399" },
      { by: "them", minutesAgo: 64, text: "退款大概什么时候到账？" },
      { by: "them", minutesAgo: 63, photo: "receipt" },
    ],
    later: [
      { text: "在吗？想确认一下退款进度。" },
      { text: "快递单号是 SF1029384756，已经签收了。" },
    ],
  },
  {
    ...MAINLAND,
    id: "cast_zhoujing",
    name: "周静",
    portrait: "p18",
    pageId: BOOKS,
    psid: "7411000000000203",
    facts: {
      order: "B-5520",
      product: "《小王子》精装版",
      city: "广州市天河区",
      email: "zhoujing@example.com",
    },
    photo: "cat",
    past: [
      {
        by: "them",
        minutesAgo: 40,
        text: "你们好，《小王子》精装版可以寄到广州吗？",
      },
      { by: "them", minutesAgo: 39, text: "运费多少呢？" },
    ],
    later: [
      { text: "给你们看看我家的“图书管理员” 😹", photo: "cat" },
      { text: "可以帮忙写一张生日卡片吗？" },
    ],
  },
  {
    ...TAIWAN,
    id: "cast_yating",
    name: "陳雅婷",
    portrait: "p02",
    pageId: LAMPS,
    psid: "7411000000000301",
    facts: {
      order: "L-20442",
      product: "落地燈",
      city: "台北市大安區和平東路 12 號",
      email: "yating@example.com",
    },
    photo: "room",
    past: [
      {
        by: "them",
        minutesAgo: 7 * HOUR,
        text: "您好，想請問落地燈可以送到台北嗎？大概要幾天？",
      },
      {
        by: "us",
        minutesAgo: 6 * HOUR + 40,
        text: "您好！可以的，大約 3 到 5 個工作天會送達。",
      },
      { by: "them", minutesAgo: 6 * HOUR + 38, text: "好的，謝謝！" },
      {
        by: "them",
        minutesAgo: 18,
        text: "我想放在客廳這個角落，您覺得哪個顏色比較適合？",
      },
      { by: "them", minutesAgo: 17, photo: "room" },
    ],
    later: [
      { text: "燈罩可以單獨購買嗎？" },
      { text: "請問週末可以收貨嗎？平日都不在家。" },
    ],
  },
  {
    ...TAIWAN,
    id: "cast_chienhung",
    name: "張建宏",
    portrait: "p03",
    pageId: LAMPS,
    psid: "7411000000000302",
    facts: {
      order: "L-20415",
      product: "書桌燈",
      city: "高雄市左營區",
      email: "chienhung@example.com",
    },
    photo: "lamp",
    past: [
      {
        by: "them",
        minutesAgo: 2 * HOUR + 10,
        text: "書桌燈的電壓是 110V 嗎？",
      },
      {
        by: "us",
        minutesAgo: 2 * HOUR,
        text: "是的，110V 到 240V 都可以使用喔。",
      },
      { by: "them", minutesAgo: HOUR + 55, text: "了解，那我下單了 🙏" },
      {
        by: "them",
        minutesAgo: 45,
        text: "剛剛付款完成，但是沒有收到確認信。",
      },
    ],
    later: [
      { text: "信件也不在垃圾桶裡，可以幫我查一下嗎？" },
      { text: "收到了！原來是信箱打錯字，不好意思。" },
    ],
  },
  {
    ...TAIWAN,
    id: "cast_meiling",
    name: "黃美玲",
    portrait: "p20",
    pageId: TEA,
    psid: "7411000000000303",
    facts: {
      order: "T-1190",
      product: "下午茶組合",
      city: "台中市西區",
      email: "meiling@example.com",
    },
    photo: "tea",
    past: [
      { by: "them", minutesAgo: 4 * HOUR, text: "請問今天營業到幾點？" },
      {
        by: "us",
        minutesAgo: 4 * HOUR - 6,
        text: "您好，今天營業到晚上八點，歡迎光臨！",
      },
      {
        by: "them",
        minutesAgo: 6,
        text: "想預約明天下午兩點，四位，有靠窗的位子嗎？",
      },
    ],
    later: [
      { text: "其中一位吃素，菜單有素食選項嗎？" },
      { text: "上次的下午茶很好吃，想點一樣的。", photo: "tea" },
    ],
  },
  {
    ...TAIWAN,
    id: "cast_linyu",
    name: "吳承恩",
    portrait: "p16",
    pageId: BOOKS,
    psid: "7411000000000304",
    facts: {
      order: "B-5533",
      product: "旅行攝影集",
      city: "新竹市東區",
      email: "chengen@example.com",
    },
    photo: "shop",
    past: [
      {
        by: "them",
        minutesAgo: DAY + 30,
        text: "請問門市在哪裡？我找到的是這一家嗎？",
      },
      { by: "them", minutesAgo: DAY + 29, photo: "shop" },
      {
        by: "us",
        minutesAgo: DAY + 10,
        text: "是的，就是這一家！週一公休，其他時間十點開門。",
      },
      {
        by: "them",
        minutesAgo: 22,
        text: "我預訂的攝影集到貨了嗎？訂單 B-5533",
      },
    ],
    later: [
      { text: "如果到了，我今天下班可以過去拿。" },
      { text: "可以幫我保留到星期六嗎？" },
    ],
  },
];
