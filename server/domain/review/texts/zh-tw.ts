import type { ReviewNames, ReviewTexts } from "./review-texts.ts";

/** Pure. */
export function traditionalTexts({
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
  const who = `${us} 使用 Parley 回覆 Facebook 粉絲專頁「${page}」的訊息。Parley 是團隊共用的收件匣，在我們自己的伺服器上執行：${consoleUrl}。此應用程式只將我們自己的粉絲專頁連接到我們自己的收件匣。`;
  return {
    descriptionBox:
      "請詳細說明你的應用程式將如何使用所要求的權限或功能、該權限或功能將如何為應用程式用戶帶來價值，以及該權限或功能對應用程式功能的必要性",
    permissions: {
      pages_messaging: {
        feature: "接收訊息並回覆",
        text: `${who}

我們需要 pages_messaging 權限，才能接收顧客傳給粉絲專頁的訊息並回覆。當顧客透過 Messenger 向粉絲專頁聯繫時，訊息會立即出現在收件匣中。我們的人員開啟對話、閱讀訊息並輸入回覆，應用程式再透過 Messenger 將回覆傳送給這位顧客。應用程式也會顯示回覆是否已送達與已讀，讓人員確認顧客已收到答覆。

如此一來，每位顧客都能在原本的 Messenger 對話中，由一位負責的人員給予一致的答覆。沒有此權限，收件匣就無法顯示或回覆任何訊息。

應用程式不會傳送促銷訊息。我們只回覆先聯繫粉絲專頁的顧客，並遵守平台規定的時限。`,
      },
      business_asset_user_profile_access: {
        feature: "顯示來訊者的姓名與大頭貼",
        text: `${who}

我們需要 Business Asset User Profile Access（商家資產用戶個人檔案存取權限），讓人員知道自己正在與誰對話。應用程式會讀取曾聯繫粉絲專頁的用戶的姓名與大頭貼，並顯示在對話列表、對話上方以及顧客頁面。

人員可以依姓名找到對話、正確稱呼顧客，也不會將同時來訊的兩位顧客混淆。沒有此功能，每個對話只會顯示一串編號。

我們僅讀取 name、first_name、last_name、profile_pic、locale 與 timezone 欄位，不會用於廣告，不會與其他來源的資料合併，也不會提供給他人。`,
      },
      pages_manage_metadata: {
        feature: "訂閱粉絲專頁的 Webhook",
        text: `${who}

我們需要 pages_manage_metadata 權限，讓應用程式訂閱粉絲專頁的 Webhook。管理員連接粉絲專頁時，應用程式會訂閱粉絲專頁的訊息事件，之後也會檢查此訂閱，並在遺失時重新訂閱。

透過 Webhook，訊息會在數秒內送達收件匣，不會遺漏。沒有此權限，應用程式就無法得知有人傳訊息給粉絲專頁。

我們不會變更粉絲專頁的其他設定。`,
      },
      pages_show_list: {
        feature: "連接時選擇粉絲專頁",
        text: `${who}

我們需要 pages_show_list 權限，讓管理員在連接粉絲專頁時，看到自己管理的粉絲專頁。管理員直接從列表選擇，不需要手動複製編號，也不會連接到錯誤的粉絲專頁。

應用程式只讀取粉絲專頁的名稱與編號，僅在選擇時顯示，並且只儲存管理員所選的粉絲專頁。`,
      },
      human_agent: {
        feature: "七天內由真人回覆",
        text: `${who}

我們需要 Human Agent 功能，因為人員無法總是在 24 小時內回覆。有些問題需要其他部門、供應商或維修廠答覆，而週末與國定假日我們不上班。若沒有此功能，週五晚上來訊的顧客就得不到答覆。

使用此標籤的每則回覆都由我們的人員在收件匣中親自輸入。收件匣會顯示剩餘時間，只在真人輸入的回覆使用此標籤，並拒絕 24 小時後的自動訊息與七天後的所有回覆。

我們不會將此標籤用於促銷或自動訊息。`,
      },
      leads_retrieval: {
        feature: "接收名單型廣告表單",
        text: `${who}

我們需要 leads_retrieval 權限，才能接收顧客在名單型廣告表單中填寫的內容。顧客送出表單後，應用程式會取得內容，人員在數秒內即可在收件匣中看到，並依表單中的需求與顧客聯繫。

顧客因此能更快得到答覆。沒有此權限，人員就必須手動下載表單。

我們僅將內容用於處理該需求，不會出售，也不會提供給他人。`,
      },
    },
    verificationBox:
      "提供驗證詳細資料：選取「否」與「我的應用程式未使用『Facebook 登入』對話方塊」，再描述審查人員為何無法登入你的應用程式",
    verification: `使用此應用程式的人是 ${us} 的人員。他們以電子郵件與密碼登入我們的收件匣 ${consoleUrl}，不使用 Facebook 登入。我們已為審查建立一組帳號，其電子郵件與密碼列於各項權限的逐步指示中。螢幕錄影展示應用程式如何接收 Facebook 用戶的訊息、顯示用戶的姓名與大頭貼，並傳送回覆。`,
    instructionsBox: "請提供逐步指示，告訴我們如何測試此整合工具",
    instructions: [
      `在瀏覽器開啟 ${consoleUrl}/sign-in。`,
      `輸入電子郵件 ${email} 與密碼 ${password}，點選「登入」。收件匣隨即開啟。`,
      `在另一個視窗登入 Facebook，開啟 ${messengerUrl}，傳送一則訊息給粉絲專頁「${page}」。`,
      `回到收件匣。您的訊息會在數秒內出現在列表中，並顯示您的 Facebook 姓名與大頭貼，不需要重新整理頁面。`,
      `點選列表中您的姓名，對話會在右側開啟。`,
      `點選「接手」，此對話即指派給您。`,
      `在「訊息」欄位輸入回覆，按下 Enter。`,
      `回到 Messenger，您會看到粉絲專頁傳送的回覆。`,
      `在收件匣點選對話上方您的姓名，顧客頁面隨即開啟，您會看到與 Facebook 相同的姓名與大頭貼。`,
    ],
    dataHandling: {
      processors: {
        box: "是否有任何資料處理者或服務供應商，能夠存取你從 Meta 取得的平台資料？",
        text: "沒有，除非由其他公司為我們維運伺服器。Parley 在我們自己的伺服器上執行，其開發者無法存取。若由主機商維運伺服器，我們會在此列出其名稱；主機商僅代我們儲存資料，不作其他用途。",
      },
      controller: {
        box: "對於 Meta 與你分享的所有平台資料，負責的個人或實體是誰？",
        text: [us, country].filter(Boolean).join("，"),
      },
      authorities: {
        box: "過去 12 個月內，你是否曾因應國家安全要求，將用戶的個人資料提供給公務機關？",
        text: "否。",
      },
      requests: {
        box: "針對公務機關索取用戶個人資料的要求，你有下列哪些政策或程序？",
        text: "四項全選：審查每項要求的合法性、對違法的要求提出異議、僅揭露必要的最少資訊，並記錄每項要求、我們的回覆以及相關人員。",
      },
      storage: {
        box: "你如何儲存、保護與刪除平台資料？",
        text: `資料儲存在我們伺服器的資料庫中。人員以各自的帳號登入後才能查看，並且只能看到其角色與部門可看的對話。存取權杖以 AES-256-GCM 加密，密碼以 Argon2id 雜湊儲存，所有連線皆使用 HTTPS。隱私權政策：${privacyUrl}。資料刪除方式：${dataDeletionUrl}。`,
      },
    },
    scenes: [
      "審查人員帳號登入收件匣。",
      "顧客透過 Messenger 傳訊息給粉絲專頁。",
      "訊息出現在收件匣，不需要重新整理。",
      "客服人員開啟對話並接手。",
      "點選對話上方的姓名，開啟顯示姓名與大頭貼的顧客頁面。",
      "客服人員回到對話並傳送回覆。",
      "顧客在 Messenger 收到回覆。",
    ],
  };
}
