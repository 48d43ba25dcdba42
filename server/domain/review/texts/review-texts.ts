import type { DATA_QUESTIONS, Permission } from "#contract/review/review.ts";

/** The names that the texts contain: this installation, the company and the page. */
export type ReviewNames = {
  /** The company; "" until it is told. */
  company: string;
  page: string;
  consoleUrl: string;
  /** Opens a conversation with the page in Messenger. */
  messengerUrl: string;
  privacyUrl: string;
  dataDeletionUrl: string;
  /** The country where the company, and so the person responsible, is; "" until it is told. */
  country: string;
  /** The reviewer's log-in, or the place for it. */
  email: string;
  password: string;
};

type DataQuestion = (typeof DATA_QUESTIONS)[number];

/** Every text of the kit in one language. */
export type ReviewTexts = {
  descriptionBox: string;
  permissions: Record<Permission, { feature: string; text: string }>;
  verificationBox: string;
  verification: string;
  instructionsBox: string;
  /** In order, without numbers. */
  instructions: string[];
  dataHandling: Record<DataQuestion, { box: string; text: string }>;
  /** The film's scenes, in order. */
  scenes: string[];
};
