import type { AnswerTexts } from "./answer-text-types.ts";

export const zhTw: AnswerTexts = {
  frame: ({ name, date, company }, body) =>
    `${name} 您好：\n\n我們已收到您於 ${date}提出的請求。\n\n${body}\n\n敬祝 順心\n${company}`.trim(),
  kinds: {
    access: {
      answered:
        "您想知道我們保存了您的哪些個人資料。隨信附上複本，包括您與我們的對話、您的聯絡方式和您的同意紀錄。",
      refused: "我們無法提供您所請求的個人資料複本。",
    },
    correct: {
      answered: "我們已依您的要求更正您的個人資料。",
      refused: "我們無法依您的要求更正個人資料。",
    },
    erase: {
      answered:
        "我們已刪除您的個人資料，僅保留不含姓名的對話時間和這次刪除的紀錄。",
      refused: "我們無法刪除您要求刪除的個人資料。",
    },
    restrict: {
      answered:
        "我們已限制使用您的個人資料：僅予保存，並只在法律允許的範圍內使用。",
      refused: "我們無法依您的要求限制使用您的個人資料。",
    },
    object: {
      answered: "我們已記錄您的反對，不再為該目的使用您的個人資料。",
      refused: "我們無法接受您的反對。",
    },
    portability: {
      answered:
        "您希望以其他服務可讀取的格式取得您的個人資料。隨信附上 JSON 檔案。",
      refused: "我們無法以您要求的格式提供您的個人資料。",
    },
  },
  because: (reason) =>
    `${reason === null ? "" : `原因：${reason}\n\n`}如有異議，您可以向當地的個人資料保護主管機關申訴。`,
};
