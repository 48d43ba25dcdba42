import { currentLanguage, LANGUAGES } from "../../page/words.ts";

/** English, 简体中文, 繁體中文, side by side so that none is forgotten. */
const WORDS = {
  title: ["API channel simulator", "API 渠道模拟器", "API 管道模擬器"],
  messenger: ["Messenger simulator", "Messenger 模拟器", "Messenger 模擬器"],
  customers: ["Customers", "客户", "顧客"],
  newCustomer: ["Name of a new customer", "新客户的姓名", "新顧客的姓名"],
  add: ["Add", "添加", "新增"],
  conversation: ["Conversation of {name}", "{name}的会话", "{name} 的對話"],
  you: ["You are {name}", "你是{name}", "你是 {name}"],
  message: ["Message", "消息", "訊息"],
  send: ["Send", "发送", "傳送"],
  files: ["Add files", "添加文件", "加入檔案"],
  team: ["Team", "团队", "團隊"],
  delivered: ["Delivered", "已送达", "已送達"],
  read: ["Read", "已读", "已讀"],
  edit: ["Edit", "编辑", "編輯"],
  edited: ["Edited", "已编辑", "已編輯"],
  newText: ["New text", "新内容", "新內容"],
  unsend: ["Unsend", "撤回", "收回"],
  unsent: ["Unsent", "已撤回", "已收回"],
  like: ["React with 👍", "回应 👍", "回應 👍"],
  noMessages: [
    "No messages yet. Write one.",
    "还没有消息，写一条吧。",
    "還沒有訊息，寫一則吧。",
  ],
  channel: ["Channel", "渠道", "管道"],
  connectHint: [
    "In Parley, connect an API channel with this callback URL. Then enter what Parley shows.",
    "在 Parley 中用此回调网址连接一个 API 渠道，然后填写 Parley 显示的值。",
    "在 Parley 用這個回呼網址連結 API 管道，再填入 Parley 顯示的值。",
  ],
  callbackUrl: ["Callback URL", "回调网址", "回呼網址"],
  inboundUrl: ["Inbound URL", "接收网址", "接收網址"],
  token: ["Token", "令牌", "權杖"],
  signingSecret: ["Signing secret", "签名密钥", "簽章密鑰"],
  use: ["Use these values", "使用这些值", "使用這些值"],
  register: [
    "Or connect with an API token",
    "或用 API 令牌连接",
    "或用 API 權杖連結",
  ],
  parleyUrl: ["Address of Parley", "Parley 的网址", "Parley 的網址"],
  apiToken: ["API token of a supervisor", "主管的 API 令牌", "主管的 API 權杖"],
  channelName: ["Name of the channel", "渠道名称", "管道名稱"],
  connect: ["Connect", "连接", "連結"],
  connected: ["Sends to {host}.", "发送到 {host}。", "傳送到 {host}。"],
  notConnected: ["Not connected.", "尚未连接。", "尚未連結。"],
  answer: ["Answer to replies", "对回复的应答", "對回覆的回應"],
  accept: ["Accept (200)", "接受（200）", "接受（200）"],
  refuse: ["Refuse (422)", "拒绝（422）", "拒絕（422）"],
  fail: ["Fail (503)", "故障（503）", "故障（503）"],
  slow: ["Accept after a delay", "延迟后接受", "延遲後接受"],
  silent: ["Never answer", "不应答", "不回應"],
  detail: ["Reason of a refusal", "拒绝原因", "拒絕原因"],
  delayMs: ["Delay in ms", "延迟（毫秒）", "延遲（毫秒）"],
  requests: ["Received requests", "收到的请求", "收到的請求"],
  none: ["Nothing yet.", "暂无记录。", "尚無紀錄。"],
  good: ["signature fits", "签名正确", "簽章正確"],
  bad: ["wrong signature", "签名错误", "簽章錯誤"],
  unknown: ["no secret to check", "没有密钥可验证", "沒有密鑰可驗證"],
  repeated: ["repeated", "重复", "重複"],
  waiting: ["not answered", "未应答", "未回應"],
} as const satisfies Record<string, readonly [string, string, string]>;

export type Word = keyof typeof WORDS;
const ORDER = Object.keys(LANGUAGES);

/** A phrase in the current language, with `{…}` filled in. */
export function t(word: Word, values: Record<string, string> = {}): string {
  const text = WORDS[word][ORDER.indexOf(currentLanguage())] ?? WORDS[word][0];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
