import type { ReviewNames, ReviewTexts } from "./review-texts.ts";

/** Pure. */
export function simplifiedTexts({
  company,
  page,
  consoleUrl,
  messengerUrl,
  privacyUrl,
  dataDeletionUrl,
  country,
  email,
  password,
}: ReviewNames): ReviewTexts {
  const us = company || "本公司";
  const who = `${us} 使用 Parley 回复 Facebook 公共主页“${page}”的消息。Parley 是团队共用的收件箱，运行在我们自己的服务器上：${consoleUrl}。此应用只将我们自己的主页连接到我们自己的收件箱。`;
  return {
    descriptionBox:
      "请详细说明您的应用将如何使用所请求的权限或功能、该权限或功能如何为应用用户带来价值，以及它对应用功能的必要性",
    permissions: {
      pages_messaging: {
        feature: "接收消息并回复",
        text: `${who}

我们需要 pages_messaging 权限，才能接收客户发给主页的消息并回复。当客户通过 Messenger 联系主页时，消息会立即出现在收件箱中。我们的员工打开会话、阅读消息并输入回复，应用再通过 Messenger 将回复发送给这位客户。应用还会显示回复是否已送达和已读，让员工确认客户已收到答复。

这样，每位客户都能在原来的 Messenger 会话中，由一位负责的员工给予一致的答复。没有此权限，收件箱就无法显示或回复任何消息。

应用不会发送促销消息。我们只回复先联系主页的客户，并遵守平台规定的时限。`,
      },
      business_asset_user_profile_access: {
        feature: "显示来访者的姓名和头像",
        text: `${who}

我们需要 Business Asset User Profile Access（商家资产用户个人主页访问权限），让员工知道自己正在与谁交谈。应用会读取联系过主页的用户的姓名和头像，并显示在会话列表、会话上方以及客户页面。

员工可以按姓名找到会话、正确称呼客户，也不会混淆同时来访的两位客户。没有此功能，每个会话只会显示一串编号。

我们仅读取 name、first_name、last_name、profile_pic、locale 和 timezone 字段，不会用于广告，不会与其他来源的数据合并，也不会提供给他人。`,
      },
      pages_manage_metadata: {
        feature: "订阅主页的 Webhook",
        text: `${who}

我们需要 pages_manage_metadata 权限，让应用订阅主页的 Webhook。管理员连接主页时，应用会订阅主页的消息事件，之后也会检查此订阅，并在丢失时重新订阅。

通过 Webhook，消息会在数秒内送达收件箱，不会遗漏。没有此权限，应用就无法得知有人给主页发了消息。

我们不会更改主页的其他设置。`,
      },
      pages_show_list: {
        feature: "连接时选择主页",
        text: `${who}

我们需要 pages_show_list 权限，让管理员在连接主页时看到自己管理的主页。管理员直接从列表中选择，无需手动复制编号，也不会连接错误的主页。

应用只读取主页的名称和编号，仅在选择时显示，并且只保存管理员所选的主页。`,
      },
      human_agent: {
        feature: "七天内由真人回复",
        text: `${who}

我们需要 Human Agent 功能，因为员工无法总是在 24 小时内回复。有些问题需要其他部门、供应商或维修厂答复，而周末和法定节假日我们不上班。如果没有此功能，周五晚上来访的客户就得不到答复。

使用此标签的每条回复都由我们的员工在收件箱中亲自输入。收件箱会显示剩余时间，只在真人输入的回复中使用此标签，并拒绝 24 小时后的自动消息和七天后的所有回复。

我们不会将此标签用于促销或自动消息。`,
      },
      leads_retrieval: {
        feature: "接收线索广告表单",
        text: `${who}

我们需要 leads_retrieval 权限，才能接收客户在线索广告表单中填写的内容。客户提交表单后，应用会获取内容，员工在数秒内即可在收件箱中看到，并按表单中的需求与客户联系。

客户因此能更快得到答复。没有此权限，员工就必须手动下载表单。

我们仅将内容用于办理该需求，不会出售，也不会提供给他人。`,
      },
    },
    verificationBox:
      "提供验证详情：选择“否”和“我的应用未使用 Facebook 登录对话框”，再说明审核人员为何无法登录您的应用",
    verification: `使用此应用的人是 ${us} 的员工。他们使用邮箱和密码登录我们的收件箱 ${consoleUrl}，不使用 Facebook 登录。我们已为审核创建一个账号，其邮箱和密码列在各项权限的分步说明中。屏幕录像展示应用如何接收 Facebook 用户的消息、显示用户的姓名和头像，并发送回复。`,
    instructionsBox: "请提供分步说明，告诉我们如何测试此集成",
    instructions: [
      `在浏览器中打开 ${consoleUrl}/sign-in。`,
      `输入邮箱 ${email} 和密码 ${password}，点击“登录”。收件箱随即打开。`,
      `在另一个窗口登录 Facebook，打开 ${messengerUrl}，给主页“${page}”发送一条消息。`,
      `回到收件箱。您的消息会在数秒内出现在列表中，并显示您的 Facebook 姓名和头像，无需刷新页面。`,
      `点击列表中您的姓名，会话会在右侧打开。`,
      `点击“领取”，此会话即分配给您。`,
      `在“消息”输入框中输入回复，按 Enter。`,
      `回到 Messenger，您会看到主页发送的回复。`,
      `在收件箱中点击会话上方您的姓名，客户页面随即打开，您会看到与 Facebook 相同的姓名和头像。`,
    ],
    dataHandling: {
      processors: {
        box: "是否有数据处理方或服务提供商能够访问您从 Meta 获得的平台数据？",
        text: "没有，除非由其他公司为我们运维服务器。Parley 运行在我们自己的服务器上，其开发者无法访问。如果由主机商运维服务器，我们会在此列出其名称；主机商仅代我们存储数据，不作其他用途。",
      },
      controller: {
        box: "对于 Meta 与您共享的所有平台数据，负责的个人或实体是谁？",
        text: [us, country].filter(Boolean).join("，"),
      },
      authorities: {
        box: "过去 12 个月内，您是否曾应国家安全要求，向公共机关提供过用户的个人数据？",
        text: "否。",
      },
      requests: {
        box: "对于公共机关索取用户个人数据的要求，您有以下哪些政策或流程？",
        text: "四项全选：审查每项要求的合法性、对违法要求提出异议、仅披露必要的最少信息，并记录每项要求、我们的答复以及相关人员。",
      },
      storage: {
        box: "您如何存储、保护和删除平台数据？",
        text: `数据存储在我们服务器的数据库中。员工使用各自的账号登录后才能查看，并且只能看到其角色和部门可看的会话。访问令牌使用 AES-256-GCM 加密，密码以 Argon2id 哈希保存，所有连接均使用 HTTPS。隐私政策：${privacyUrl}。数据删除方式：${dataDeletionUrl}。`,
      },
    },
    scenes: [
      "审核人员账号登录收件箱。",
      "客户通过 Messenger 给主页发送消息。",
      "消息出现在收件箱，无需刷新。",
      "客服打开会话并领取。",
      "点击会话上方的姓名，打开显示姓名和头像的客户页面。",
      "客服回到会话并发送回复。",
      "客户在 Messenger 收到回复。",
    ],
  };
}
