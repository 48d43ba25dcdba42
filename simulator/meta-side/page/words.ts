import { currentLanguage, LANGUAGES } from "../../page/words.ts";

/** English, 简体中文, 繁體中文, side by side so that none is forgotten. */
const WORDS = {
  title: ["Meta’s side", "Meta 端", "Meta 端"],
  messenger: ["Messenger simulator", "Messenger 模拟器", "Messenger 模擬器"],
  mode: ["App mode", "应用模式", "應用程式模式"],
  live: ["Live", "正式", "上線"],
  development: [
    "Development: only people with a role are reached",
    "开发：只能联系到有角色的人",
    "開發：只能觸及具有角色的人",
  ],
  deauthorizeUrl: [
    "Deauthorize callback URL",
    "取消授权回调网址",
    "取消授權回呼網址",
  ],
  dataDeletionUrl: [
    "Data deletion callback URL",
    "数据删除回调网址",
    "資料刪除回呼網址",
  ],
  permissionDeliveries: [
    "Deliveries about permissions",
    "权限变更通知",
    "權限變更通知",
  ],
  notSent: ["Not sent", "不发送", "不傳送"],
  save: ["Save", "保存", "儲存"],
  removeApp: [
    "The person removes the app",
    "用户移除应用",
    "使用者移除應用程式",
  ],
  askDeletion: [
    "The person asks for deletion",
    "用户要求删除数据",
    "使用者要求刪除資料",
  ],
  answered: [
    "Answered {status}: {answer}",
    "应答 {status}：{answer}",
    "回應 {status}：{answer}",
  ],
  token: ["Token", "令牌", "權杖"],
  valid: ["Valid", "有效", "有效"],
  endsSoon: ["Ends in 3 days", "3 天后到期", "3 天後到期"],
  expired: ["Expired (463)", "已过期（463）", "已過期（463）"],
  password: [
    "Password changed (460)",
    "密码已更改（460）",
    "密碼已變更（460）",
  ],
  removed: ["App removed (458)", "应用已移除（458）", "應用程式已移除（458）"],
  dataAccess: ["Access to data", "数据访问", "資料存取"],
  ended: ["Ended", "已结束", "已結束"],
  webhooks: ["Webhooks", "Webhook", "Webhook"],
  normal: ["Sent", "正常发送", "正常傳送"],
  held: ["Held back: silence", "暂停发送：静默", "暫停傳送：無聲"],
  dropped: [
    "Dropped: only the conversations tell",
    "丢弃：只有会话记录可见",
    "捨棄：只有對話紀錄可見",
  ],
  wrongSignature: ["Wrong signature", "签名错误", "簽章錯誤"],
  subscription: ["Subscription", "订阅", "訂閱"],
  asSubscribed: ["{count} fields", "{count} 个字段", "{count} 個欄位"],
  messagesOnly: ["messages only", "仅 messages", "僅 messages"],
  unsubscribed: ["Unsubscribed", "已取消订阅", "已取消訂閱"],
  scopes: ["Permissions of the token", "令牌的权限", "權杖的權限"],
  tasks: ["Tasks of the admin", "管理者的任务", "管理者的任務"],
} as const satisfies Record<string, readonly [string, string, string]>;

export type Word = keyof typeof WORDS;
const ORDER = Object.keys(LANGUAGES);

/** A phrase in the current language, with `{…}` filled in. */
export function t(word: Word, values: Record<string, string> = {}): string {
  const text = WORDS[word][ORDER.indexOf(currentLanguage())] ?? WORDS[word][0];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
