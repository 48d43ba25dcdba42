import type { AnswerTexts } from "./answer-text-types.ts";

export const en: AnswerTexts = {
  frame: ({ name, date, company }, body) =>
    `Dear ${name},\n\nThank you for your request of ${date}.\n\n${body}\n\nKind regards\n${company}`.trim(),
  kinds: {
    access: {
      answered:
        "You asked which data we hold about you. You will find a copy of it with this message: your conversations with us, your contact details, and your consents.",
      refused: "We can’t give you a copy of the data you asked for.",
    },
    correct: {
      answered: "We have corrected your data as you asked.",
      refused: "We can’t correct the data as you asked.",
    },
    erase: {
      answered:
        "We have erased your data. We keep only when conversations took place, without your name, and a record of the erasure.",
      refused: "We can’t erase the data you asked us to erase.",
    },
    restrict: {
      answered:
        "We have restricted the use of your data. We store it, and use it only as the law allows.",
      refused: "We can’t restrict the use of your data as you asked.",
    },
    object: {
      answered:
        "We have recorded your objection and no longer use your data for this purpose.",
      refused: "We can’t act on your objection.",
    },
    portability: {
      answered:
        "You asked for your data in a format that other services can read. You will find it with this message as JSON files.",
      refused: "We can’t provide your data in the format you asked for.",
    },
  },
  because: (reason) =>
    `${reason === null ? "" : `The reason: ${reason}\n\n`}If you don’t agree, you can complain to the data protection authority in your country.`,
};
