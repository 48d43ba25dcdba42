import type { AnswerTexts } from "./answer-text-types.ts";

export const zhCn: AnswerTexts = {
  frame: ({ name, date, company }, body) =>
    `${name}，您好：\n\n我们已收到您于${date}提出的请求。\n\n${body}\n\n此致\n${company}`.trim(),
  kinds: {
    access: {
      answered:
        "您希望了解我们保存了您的哪些个人信息。随信附上副本，包括您与我们的会话、您的联系方式和您的同意记录。",
      refused: "我们无法向您提供所请求的个人信息副本。",
    },
    correct: {
      answered: "我们已按您的要求更正了您的个人信息。",
      refused: "我们无法按您的要求更正个人信息。",
    },
    erase: {
      answered:
        "我们已删除您的个人信息。仅保留不含姓名的会话时间和本次删除的记录。",
      refused: "我们无法删除您要求删除的个人信息。",
    },
    restrict: {
      answered:
        "我们已限制处理您的个人信息：仅予以保存，且只在法律允许的范围内使用。",
      refused: "我们无法按您的要求限制处理您的个人信息。",
    },
    object: {
      answered: "我们已记录您的拒绝，不再将您的个人信息用于该目的。",
      refused: "我们无法接受您的拒绝。",
    },
    portability: {
      answered:
        "您希望以其他服务可读取的格式获取您的个人信息。随信附上 JSON 文件。",
      refused: "我们无法以您要求的格式提供您的个人信息。",
    },
  },
  because: (reason) =>
    `${reason === null ? "" : `原因：${reason}\n\n`}如有异议，您可以向当地的个人信息保护主管部门投诉。`,
};
