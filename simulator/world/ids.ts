import { randomBytes, randomInt } from "node:crypto";

/** Ids have the lengths and alphabets seen in real payloads; all are text. */

export function newDigits(length: number, first = ""): string {
  let digits = first || String(randomInt(1, 10));
  while (digits.length < length) digits += String(randomInt(0, 10));
  return digits;
}

/** 16 digits; starts with 7 so that no page id can look like one. */
export const newPsid = () => newDigits(16, "7");
export const newPageId = () => newDigits(15, "1");
export const newAppId = () => newDigits(15, "2");
export const newObjectId = () => newDigits(16, "9");
export const newThreadId = () => `t_${newDigits(17, "1")}`;
/** `m_` and 86 base64url characters. */
export const newMid = () => `m_${randomBytes(64).toString("base64url")}`;
export const newPersonId = () => `person_${randomBytes(6).toString("hex")}`;
export const newAssetId = () => randomBytes(12).toString("hex");
export const newTraceId = () => `A${randomBytes(17).toString("base64url")}`;
export const newSecret = () => randomBytes(16).toString("hex");
/** Like the EAA… tokens of the platform. */
export const newToken = () =>
  `EAAS${randomBytes(96).toString("base64url").replace(/[-_]/g, "Z")}`;
