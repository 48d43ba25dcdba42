export const LANGUAGES = {
  en: "English",
  "zh-CN": "简体中文",
  "zh-TW": "繁體中文",
} as const;
export type Language = keyof typeof LANGUAGES;

/** English, 简体中文, 繁體中文, side by side so that none is forgotten. */
const WORDS = {
  title: ["Messenger simulator", "Messenger 模拟器", "Messenger 模擬器"],
  customers: ["Customers", "客户", "顧客"],
  language: ["Language", "语言", "語言"],
  page: ["Page", "公共主页", "粉絲專頁"],
  newCustomer: ["New customer", "新客户", "新顧客"],
  metaSide: ["Meta’s side", "Meta 端", "Meta 端"],
  leadForm: ["Lead form", "线索表单", "名單表單"],
  apiChannel: ["API channel", "API 渠道", "API 管道"],
  source: ["Meta app and tokens", "Meta 应用与令牌", "Meta 應用程式與權杖"],
  metaAppHint: [
    "What developers.facebook.com shows for a real app. An inbox asks for these values when it connects a page.",
    "相当于 developers.facebook.com 上显示的内容。收件箱连接主页时需要填写这些值。",
    "相當於 developers.facebook.com 上顯示的內容。收件匣連結粉絲專頁時需要填寫這些值。",
  ],
  appId: ["App ID", "应用 ID", "應用程式編號"],
  appSecret: ["App secret", "应用密钥", "應用程式密鑰"],
  pageId: ["Page ID", "主页 ID", "粉絲專頁編號"],
  pageToken: ["Page access token", "主页访问令牌", "存取權杖"],
  copy: ["Copy {what}", "复制{what}", "複製{what}"],
  anotherPage: ["Another page", "新的公共主页", "新的粉絲專頁"],
  addPage: ["Add a page", "添加主页", "新增粉絲專頁"],
  callbackUrl: ["Callback URL", "回调网址", "回呼網址"],
  verifyToken: ["Verify token", "验证令牌", "驗證權杖"],
  verifySave: ["Verify and save", "验证并保存", "驗證並儲存"],
  webhookSaved: [
    "Confirmed and saved.",
    "验证通过，已保存。",
    "驗證成功，已儲存。",
  ],
  webhookRefused: ["Not saved: {why}", "未保存：{why}", "未儲存：{why}"],
  search: ["Search customers", "搜索客户", "搜尋顧客"],
  noCustomers: [
    "Nobody here. Add a customer to start.",
    "还没有客户。添加一位即可开始。",
    "還沒有顧客。新增一位即可開始。",
  ],
  name: ["Name", "姓名", "姓名"],
  namePlaceholder: ["e.g. Emma Clarke", "例如：陈晓雨", "例如：林志豪"],
  avatar: ["Picture", "头像", "大頭照"],
  portrait: ["Portrait {n}", "头像 {n}", "大頭照 {n}"],
  speaks: ["Language of the customer", "客户的语言", "顧客的語言"],
  create: ["Start chatting", "开始聊天", "開始聊天"],
  cancel: ["Cancel", "取消", "取消"],
  close: ["Close", "关闭", "關閉"],
  back: ["Back to customers", "返回客户列表", "返回顧客列表"],
  chattingAs: ["You are {name}", "你是{name}", "你是 {name}"],
  pick: [
    "Choose a customer to chat as.",
    "请选择一位客户，以其身份聊天。",
    "請選擇一位顧客，以其身分聊天。",
  ],
  conversation: [
    "Conversation with {name}",
    "与{name}的对话",
    "與 {name} 的對話",
  ],
  emptyChat: [
    "Say hello to {name}. What you write arrives in the inbox.",
    "和{name}打个招呼吧，你写的消息会出现在收件箱里。",
    "和 {name} 打個招呼吧，你寫的訊息會出現在收件匣。",
  ],
  getStarted: ["Get started", "开始使用", "開始使用"],
  pageMenu: ["Menu of the page", "主页的菜单", "粉絲專頁的選單"],
  message: ["Message", "消息", "訊息"],
  messageHint: ["Aa", "输入消息", "輸入訊息"],
  send: ["Send", "发送", "傳送"],
  sendThumb: ["Send a thumbs up", "发送赞", "傳送讚"],
  attach: ["Attach files", "添加文件", "附加檔案"],
  samples: ["Sample photos and files", "示例照片和文件", "範例照片與檔案"],
  stickers: ["Emoji and stickers", "表情和贴图", "表情符號與貼圖"],
  remove: ["Remove {name}", "移除{name}", "移除 {name}"],
  dropHere: [
    "Drop files to attach them",
    "拖放文件到这里添加",
    "將檔案拖放到這裡",
  ],
  react: ["React", "回应", "表達心情"],
  reactWith: ["React with {name}", "用{name}回应", "以 {name} 回應"],
  takeBack: ["Take {name} back", "撤销{name}", "收回 {name}"],
  reply: ["Reply", "回复", "回覆"],
  more: ["More", "更多", "更多"],
  edit: ["Edit", "编辑", "編輯"],
  unsend: ["Unsend", "撤回", "收回"],
  replyingTo: ["Replying to {name}", "正在回复{name}", "正在回覆 {name}"],
  yourself: ["yourself", "自己", "自己"],
  editing: ["Editing the message", "正在编辑消息", "正在編輯訊息"],
  edited: ["Edited", "已编辑", "已編輯"],
  you: ["You", "你", "你"],
  youSaid: ["You: {text}", "你：{text}", "你：{text}"],
  unsent: ["You unsent a message", "你撤回了一条消息", "你已收回訊息"],
  gone: ["Message unavailable", "消息不可用", "無法顯示訊息"],
  photo: ["Photo", "照片", "相片"],
  video: ["Video", "视频", "影片"],
  audio: ["Voice message", "语音消息", "語音訊息"],
  file: ["File", "文件", "檔案"],
  sticker: ["Sticker", "贴图", "貼圖"],
  location: ["Location", "位置", "位置"],
  link: ["Link", "链接", "連結"],
  template: ["Card", "卡片", "卡片"],
  sent: ["Sent", "已发送", "已傳送"],
  delivered: ["Delivered", "已送达", "已送達"],
  seen: ["Seen", "已读", "已讀"],
  seenBy: ["Seen by {name}", "{name}已读", "{name} 已讀"],
  typing: ["{name} is typing", "{name}正在输入", "{name} 正在輸入"],
  typingShort: ["typing…", "正在输入…", "正在輸入…"],
  unread: ["{n} unread", "{n} 条未读", "{n} 則未讀"],
  blockedNote: [
    "{name} has blocked this page. Nothing can be sent either way.",
    "{name}已屏蔽此主页，双方都无法发送消息。",
    "{name} 已封鎖此專頁，雙方都無法傳送訊息。",
  ],
  panel: ["Faults and settings", "故障与设置", "故障與設定"],
  faultsOn: ["faults on: {n}", "已开启故障：{n}", "已開啟故障：{n}"],
  allOff: ["Switch all off", "全部关闭", "全部關閉"],
  customerNow: ["This customer", "当前客户", "目前的顧客"],
  blocks: ["Has blocked the page", "已屏蔽主页", "已封鎖專頁"],
  otherOwner: [
    "Another app controls the chat",
    "对话由其他应用控制",
    "對話由其他應用程式控制",
  ],
  autoSeen: [
    "Reads what is on screen",
    "自动读取屏幕上的消息",
    "自動讀取畫面上的訊息",
  ],
  lastWrote: ["Last wrote", "上次发言", "上次發言"],
  justNow: ["as it is", "保持现状", "保持現狀"],
  hours25: ["25 hours ago", "25 小时前", "25 小時前"],
  days8: ["8 days ago", "8 天前", "8 天前"],
  now: ["now", "现在", "現在"],
  everyone: ["All customers", "所有客户", "所有顧客"],
  cast: ["Customers write on their own", "客户自动发消息", "顧客自動發訊息"],
  graph: ["Graph API", "Graph API", "Graph API"],
  graphDown: ["Is down", "无法使用", "無法使用"],
  off: ["no", "否", "否"],
  cut: ["connection cut", "连接中断", "連線中斷"],
  error500: ["error 500", "500 错误", "500 錯誤"],
  latency: ["Answers slowly (ms)", "响应延迟（毫秒）", "回應延遲（毫秒）"],
  deadToken: [
    "Page token is dead (190/460)",
    "主页令牌失效（190/460）",
    "專頁權杖失效（190/460）",
  ],
  rateLimited: ["Rate limited", "超出频率限制", "超出頻率限制"],
  profile: ["Profiles", "个人资料", "個人檔案"],
  profileOk: ["given", "正常提供", "正常提供"],
  profileNone: ["none (2018218)", "无资料（2018218）", "無資料（2018218）"],
  profilePermission: [
    "no permission (2018247)",
    "无权限（2018247）",
    "無權限（2018247）",
  ],
  profileEmpty: ["empty", "为空", "空白"],
  cdnExpired: [
    "Picture and file links have expired",
    "图片和文件链接已过期",
    "圖片與檔案連結已過期",
  ],
  sending: ["Page’s messages", "主页的消息", "專頁的訊息"],
  timeout: ["Answer never comes", "响应永不返回", "回應永不返回"],
  timeoutBefore: ["and nothing is sent", "且未发送", "且未傳送"],
  timeoutAfter: ["but it is delivered", "但已送达", "但已送達"],
  timeoutReset: [
    "delivered, connection cut",
    "已送达，连接中断",
    "已送達，連線中斷",
  ],
  failNext: [
    "The next one fails with",
    "下一条失败，错误为",
    "下一則失敗，錯誤為",
  ],
  nothing: ["nothing", "无", "無"],
  echoFirst: [
    "Echo comes before the answer",
    "回显先于响应到达",
    "回聲先於回應到達",
  ],
  dropEchoes: ["Echoes are lost", "回显丢失", "回聲遺失"],
  dropMids: [
    "Receipts without message ids",
    "送达回执不含消息编号",
    "送達回條不含訊息編號",
  ],
  webhooks: ["Webhooks", "Webhook", "Webhook"],
  paused: ["Held back", "暂停投递", "暫停遞送"],
  lost: ["Lost", "投递丢失", "遞送遺失"],
  duplicate: ["Delivered twice", "重复投递", "重複遞送"],
  reorder: ["Out of order", "顺序颠倒", "順序顛倒"],
  wrongSignature: ["Wrong signature", "签名错误", "簽章錯誤"],
  literal: ["Literal UTF-8", "原样 UTF-8", "原樣 UTF-8"],
  batch: ["Batched (ms)", "批量合并（毫秒）", "批次合併（毫秒）"],
  traffic: ["Traffic", "通信记录", "通訊紀錄"],
  noTraffic: ["Nothing yet.", "暂无记录。", "尚無紀錄。"],
  noWebhook: [
    "No app is subscribed to this page: what you write goes nowhere.",
    "没有应用订阅此主页，你写的消息不会送到任何地方。",
    "沒有應用程式訂閱此專頁，你寫的訊息不會送到任何地方。",
  ],
  offline: ["The simulator has stopped.", "模拟器已停止。", "模擬器已停止。"],
  today: ["Today", "今天", "今天"],
  yesterday: ["Yesterday", "昨天", "昨天"],
} as const satisfies Record<string, readonly [string, string, string]>;

export type Word = keyof typeof WORDS;
const ORDER = Object.keys(LANGUAGES);
const KEPT = "simulator-language";

let language: Language = firstLanguage();

export const currentLanguage = (): Language => language;

export function setLanguage(to: Language): void {
  language = to;
  localStorage.setItem(KEPT, to);
  document.documentElement.lang = to;
}

/** A phrase in the current language, with `{…}` filled in. */
export function t(
  word: Word,
  values: Record<string, string | number> = {},
): string {
  const text = WORDS[word][ORDER.indexOf(language)] ?? WORDS[word][0];
  return text.replace(/\{(\w+)\}/g, (_, name: string) =>
    String(values[name] ?? ""),
  );
}

export function isLanguage(text: string): text is Language {
  return text in LANGUAGES;
}

function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept !== null && isLanguage(kept)) return kept;
  const wanted = navigator.language.toLowerCase();
  if (!wanted.startsWith("zh")) return "en";
  return /tw|hk|mo|hant/.test(wanted) ? "zh-TW" : "zh-CN";
}
