/** The sign in place of the hidden part of contact data: "•••678". No contact data holds it. */
export const CONTACT_MASK = "•••";

const SHOWN_LETTERS = 3;

/** Hides all but the last characters, which tell one from another. Pure. */
export function maskContact(value: string, shown = SHOWN_LETTERS): string {
  const letters = Array.from(value);
  // The ending of a short value would be the value.
  const ending = letters.length > shown * 2 ? letters.slice(-shown) : [];
  return CONTACT_MASK + ending.join("");
}

// Each part is bounded, so that a long text takes time in proportion to its length.
const EMAIL =
  /[\p{L}\p{N}._%+'-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/gu;
/** Between the digits: spaces and dashes of any kind, brackets, dots, underscores and slashes. */
const PHONE = /\+?\(?\p{Nd}(?:[\p{Zs}\p{Pd}().·_/\u200b]{0,3}\p{Nd}){6,18}/gu;
/** Ids, dates and times, whose digits are no phone number. */
const NO_CONTACT =
  /^(?:[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}|\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?)$/iu;

/** Hides the e-mail addresses and phone numbers in a text. Pure. */
export function maskContactsIn(text: string): string {
  if (NO_CONTACT.test(text)) return text;
  return hideIn(hideIn(text, EMAIL), PHONE);
}

/** Looks in the signs of plain width, and keeps the text as it was written beside what is hidden. */
function hideIn(text: string, contact: RegExp): string {
  let shown = "";
  let end = 0;
  for (const { 0: found, index } of plainWidth(text).matchAll(contact)) {
    shown += text.slice(end, index);
    end = index + found.length;
    shown += maskContact(text.slice(index, end));
  }
  return shown + text.slice(end);
}

const WIDE_OFFSET = 0xfee0;

/** The wide forms of ASCII signs as these: each is one sign long, as before. */
function plainWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (sign) =>
    String.fromCharCode(sign.charCodeAt(0) - WIDE_OFFSET),
  );
}

/** Whether this is contact data that was masked. Pure. */
export function isMaskedContact(value: unknown): value is string {
  return typeof value === "string" && value.includes(CONTACT_MASK);
}
