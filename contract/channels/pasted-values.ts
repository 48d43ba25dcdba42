/**
 * The values that a person copies from Meta’s app dashboard, and what they look
 * like when one of them lands in the field of another. Sources: app dashboard,
 * "App settings › Basic" and "Messenger API Settings", read 2026-11.
 */
export type PastedValues = {
  pageId?: string | undefined;
  pageToken?: string | undefined;
  appId?: string | undefined;
  appSecret?: string | undefined;
};

/** Why a value cannot be what its field asks for. The words are in `form.server`. */
export type PasteFault =
  | "pasted_quotes"
  | "pasted_spaces"
  | "not_an_id"
  | "secret_as_id"
  | "token_as_id"
  | "address_as_id"
  | "page_id_as_app_id"
  | "id_as_secret"
  | "token_as_secret"
  | "id_as_token"
  | "secret_as_token"
  | "app_token_as_token"
  | "address_as_token";

export type FoundFault = { path: keyof PastedValues; code: PasteFault };

const ID = /^\d{1,30}$/;
const SECRET = /^[0-9a-f]{32}$/i;
/** Meta’s tokens begin like this. */
const TOKEN = /^EAA/;
const ADDRESS = /^(https?:\/\/|www\.|[\w.-]*facebook\.com)/i;
const QUOTES = new Set("\"'`“”‘’„«»「」『』");
// White space that is seen, and marks without a width that copying brings along.
const SPACES = /[\s\u200b-\u200d\u2060\ufeff]+/gu;

/** Each value that is recognised as another one, or that something was pasted along with. Empty values are left out. Pure. */
export function pasteFaults(values: PastedValues): FoundFault[] {
  const { pageId, pageToken, appId, appSecret } = values;
  const faults: [keyof PastedValues, PasteFault | null][] = [
    ["pageId", pageId ? idFault(pageId) : null],
    ["pageToken", pageToken ? tokenFault(pageToken) : null],
    ["appId", appId ? appIdFault(appId, pageId) : null],
    ["appSecret", appSecret ? secretFault(appSecret) : null],
  ];
  return faults.flatMap(([path, code]) => (code ? [{ path, code }] : []));
}

/** The value without quotation marks and spaces, and which of them it had. Pure. */
export function cleanPasted(text: string): {
  text: string;
  removed: "pasted_quotes" | "pasted_spaces" | null;
} {
  const bare = text.replaceAll(SPACES, "");
  const characters = [...bare].filter((one) => !QUOTES.has(one));
  const clean = characters.join("");
  if (clean !== bare) return { text: clean, removed: "pasted_quotes" };
  return { text: clean, removed: clean === text ? null : "pasted_spaces" };
}

function around(value: string): PasteFault | null {
  return cleanPasted(value).removed;
}

function idFault(value: string): PasteFault | null {
  if (ID.test(value)) return null;
  if (ADDRESS.test(value)) return "address_as_id";
  if (TOKEN.test(value)) return "token_as_id";
  if (SECRET.test(value)) return "secret_as_id";
  return around(value) ?? "not_an_id";
}

function appIdFault(
  value: string,
  pageId: string | undefined,
): PasteFault | null {
  return value === pageId ? "page_id_as_app_id" : idFault(value);
}

function secretFault(value: string): PasteFault | null {
  if (TOKEN.test(value)) return "token_as_secret";
  if (ID.test(value)) return "id_as_secret";
  return around(value);
}

function tokenFault(value: string): PasteFault | null {
  if (ADDRESS.test(value)) return "address_as_token";
  if (ID.test(value)) return "id_as_token";
  if (SECRET.test(value)) return "secret_as_token";
  if (/^\d+\|/.test(value)) return "app_token_as_token";
  return around(value);
}
