import type { RequestKind } from "#contract/customers/data-request.ts";

/** The values that an answer names. */
type AnswerNames = {
  name: string;
  /** The day on which the request came. */
  date: string;
  company: string;
};

/** The answers of one language: a frame, and for each kind what was done, and what was not. */
export type AnswerTexts = {
  frame: (names: AnswerNames, body: string) => string;
  kinds: Record<RequestKind, { answered: string; refused: string }>;
  /** Follows a refusal: the reason, and where to complain. */
  because: (reason: string | null) => string;
};
