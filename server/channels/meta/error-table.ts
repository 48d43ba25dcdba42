import type { SendErrorKey } from "#contract/channels/rules/send-errors.ts";

/**
 * The meaning of a Graph API error for the caller. later: try again · refused:
 * this request will never succeed · channel: nothing of this channel will
 * succeed until an admin acts · uncertain: it may have been done.
 */
export type ErrorClass = "later" | "refused" | "channel" | "uncertain";

export type ErrorMeaning = {
  class: ErrorClass;
  key: SendErrorKey;
  /** later: the whole channel must wait, not only this request. */
  wholeChannel: boolean;
};

export type GraphErrorCodes = {
  code: number | null;
  subcode: number | null;
  /** The vendor says that the same request may succeed later. */
  isTransient: boolean;
};

type Row = readonly [ErrorClass, SendErrorKey];

const RATE_LIMITED: Row = ["later", "rate_limited"];
const TOKEN: Row = ["channel", "token_invalid"];
const PERMISSION: Row = ["channel", "permission_missing"];
const WINDOW: Row = ["refused", "window_closed"];
const PERSON: Row = ["refused", "person_unavailable"];
const FORM: Row = ["refused", "form_not_eligible"];
const BAD: Row = ["refused", "bad_request"];
const INSTAGRAM: Row = ["channel", "instagram_link"];

/** The codes that have another meaning under one subcode, which other codes use too. */
const byPair = new Map<string, Row>([
  ["1/99", ["later", "vendor_unknown"]],
  ["100/33", ["refused", "not_found"]],
  ["200/1545041", PERSON],
  ["551/1545041", PERSON],
  ["613/2534040", RATE_LIMITED],
]);

/** Subcodes mean the same under every code: the code beside them varies. */
const bySubcode = new Map<number, Row>([
  [1357046, ["uncertain", "maybe_sent"]],
  [1404170, ["refused", "marketing_stopped"]],
  [1545041, PERSON],
  [1893015, ["refused", "marketing_stopped"]],
  [1893016, ["refused", "optin_limit"]],
  [1893063, ["channel", "page_restricted"]],
  [2018001, ["refused", "person_unknown"]],
  [2018008, ["later", "file_fetch_failed"]],
  [2018014, BAD],
  [2018021, ["channel", "permission_missing"]],
  [2018027, ["channel", "app_not_live"]],
  [2018028, ["channel", "app_not_live"]],
  [2018047, ["refused", "file_type_mismatch"]],
  [2018065, WINDOW],
  [2018074, ["refused", "file_expired"]],
  [2018108, PERSON],
  [2018109, ["refused", "file_too_large"]],
  [2018164, BAD],
  [2018171, ["channel", "routing_not_configured"]],
  [2018218, ["refused", "profile_unavailable"]],
  [2018234, ["channel", "routing_not_configured"]],
  [2018247, ["refused", "profile_permission_missing"]],
  [2018278, WINDOW],
  [2018294, ["later", "file_fetch_failed"]],
  [2018300, ["refused", "other_app_controls"]],
  [2018320, BAD],
  [2018321, ["later", "thread_automated"]],
  [2018328, BAD],
  [2018336, ["refused", "marketing_stopped"]],
  [2018338, ["refused", "tag_abuse_warning"]],
  [2018344, ["channel", "contact_terms"]],
  [2018352, ["refused", "optin_limit"]],
  [2534013, INSTAGRAM],
  [2534014, ["refused", "person_unknown"]],
  [2534015, BAD],
  [2534022, WINDOW],
  [2534025, BAD],
  [2534029, INSTAGRAM],
  [2534037, ["refused", "other_app_controls"]],
  [2534040, RATE_LIMITED],
  [2534041, INSTAGRAM],
  [2534077, INSTAGRAM],
  [9000001, ["refused", "message_deleted"]],
]);

const byCode = new Map<number, Row>([
  // Documented as "unknown", seen on time-outs: the request may have been executed.
  [-1, ["uncertain", "maybe_sent"]],
  [1, ["later", "vendor_unknown"]],
  [2, ["later", "vendor_temporary"]],
  [3, ["channel", "capability_missing"]],
  [4, RATE_LIMITED],
  [9, ["refused", "optin_limit"]],
  [10, PERMISSION],
  [17, RATE_LIMITED],
  [27, ["refused", "other_app_controls"]],
  [32, RATE_LIMITED],
  [33, ["refused", "not_found"]],
  [100, BAD],
  [101, ["channel", "app_secret_wrong"]],
  [102, TOKEN],
  [104, TOKEN],
  [190, TOKEN],
  [341, RATE_LIMITED],
  [368, ["channel", "page_restricted"]],
  [506, ["refused", "duplicate"]],
  [551, PERSON],
  [613, RATE_LIMITED],
  [1200, ["later", "vendor_temporary"]],
  // "Temporarily blocked from performing this action": no one can switch it off.
  [2022, ["channel", "page_restricted"]],
  [2500, BAD],
  [10303, ["refused", "account_link_token"]],
  [10903, ["refused", "already_replied_privately"]],
  [36103, INSTAGRAM],
  [80001, RATE_LIMITED],
  [80002, RATE_LIMITED],
  [80005, RATE_LIMITED],
  [80006, RATE_LIMITED],
  [80008, RATE_LIMITED],
]);

/** Every row of the table with the codes that Meta sends for it. */
export function documentedErrors(): (GraphErrorCodes & ErrorMeaning)[] {
  const pairs = [...byPair.keys()].map((pair) => pair.split("/").map(Number));
  const codes: [number, number | null][] = [
    ...pairs.map(([code = 0, subcode = 0]): [number, number] => [
      code,
      subcode,
    ]),
    ...[...bySubcode.keys()].map((subcode): [number, number] => [100, subcode]),
    ...[...byCode.keys()].map((code): [number, null] => [code, null]),
  ];
  return codes.map(([code, subcode]) => {
    const sent = { code, subcode, isTransient: false };
    return { ...sent, ...meaningOf(sent) };
  });
}

const PERMISSION_CODES = { first: 200, last: 299 };
const ODD: Row = ["refused", "unknown"];
/** Codes about the token, the secret and the page itself: the subcode only gives the reason. */
const WHATEVER_SUBCODE = new Set([101, 102, 104, 190, 368]);
const FORM_SUBCODES = { first: 2018382, last: 2018396 };

/**
 * Decides by code and subcode, never by the text: that is localized, and its
 * "(#code)" may disagree with the code. Some subcodes also come as the code
 * itself. Source: Messenger Platform, "Error codes", read 2026-11.
 */
export function meaningOf(codes: GraphErrorCodes): ErrorMeaning {
  const [errorClass, key] = rowOf(codes);
  const isWide = errorClass === "later" && key === "rate_limited";
  return { class: errorClass, key, wholeChannel: isWide };
}

function rowOf({ code, subcode, isTransient }: GraphErrorCodes): Row {
  const exact =
    byPair.get(`${code}/${subcode}`) ?? ofSubcode(subcode) ?? ofSubcode(code);
  if (exact) return exact;
  const known = code === null ? undefined : byCode.get(code);
  const row =
    known ?? (within(PERMISSION_CODES, code) ? PERMISSION : undefined);
  if (row) return isOddOne(row, code, subcode) ? ODD : row;
  return isTransient ? ["later", "vendor_temporary"] : ["refused", "unknown"];
}

/**
 * An unknown subcode shows that something special was refused: this message,
 * this person. One such refusal must not stop a page for all customers.
 */
function isOddOne(
  [errorClass]: Row,
  code: number | null,
  subcode: number | null,
): boolean {
  return (
    errorClass === "channel" &&
    subcode !== null &&
    !(code !== null && WHATEVER_SUBCODE.has(code))
  );
}

function ofSubcode(subcode: number | null): Row | undefined {
  if (within(FORM_SUBCODES, subcode)) return FORM;
  return subcode === null ? undefined : bySubcode.get(subcode);
}

function within(
  range: { first: number; last: number },
  code: number | null,
): boolean {
  return code !== null && code >= range.first && code <= range.last;
}
