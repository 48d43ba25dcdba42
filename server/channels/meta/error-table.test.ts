import { describe, expect, test } from "vitest";
import { sendErrorOf } from "#contract/channels/rules/send-errors.ts";
import { sendErrors } from "#contract/channels/rules/send-errors.ts";
import { meaningOf } from "#server/channels/meta/error-table.ts";

// Every line of the vendor's list, written a second time on purpose.
const lines: [codes: string, errorClass: string, key: string][] = [
  ["1", "later", "vendor_unknown"],
  ["1/99", "later", "vendor_unknown"],
  ["1/1357046", "uncertain", "maybe_sent"],
  ["1/2018382", "refused", "form_not_eligible"],
  ["2", "later", "vendor_temporary"],
  ["2/2018344", "channel", "contact_terms"],
  ["3", "channel", "capability_missing"],
  ["4", "later", "rate_limited"],
  ["9/2018352", "refused", "optin_limit"],
  ["10", "channel", "permission_missing"],
  ["10/2018278", "refused", "window_closed"],
  ["10/2534022", "refused", "window_closed"],
  ["10/2018065", "refused", "window_closed"],
  ["10/2018108", "refused", "person_unavailable"],
  ["10/1893063", "channel", "page_restricted"],
  ["10/1893015", "refused", "marketing_stopped"],
  ["10/1404170", "refused", "marketing_stopped"],
  ["10/2018336", "refused", "marketing_stopped"],
  ["10/2534077", "channel", "instagram_link"],
  ["17", "later", "rate_limited"],
  ["27", "refused", "other_app_controls"],
  ["32", "later", "rate_limited"],
  ["80001", "later", "rate_limited"],
  ["80002", "later", "rate_limited"],
  ["80005", "later", "rate_limited"],
  ["80006", "later", "rate_limited"],
  ["80008", "later", "rate_limited"],
  ["100", "refused", "bad_request"],
  ["100/33", "refused", "not_found"],
  ["100/2018001", "refused", "person_unknown"],
  ["100/2018008", "later", "file_fetch_failed"],
  ["100/2018294", "later", "file_fetch_failed"],
  ["100/2018014", "refused", "bad_request"],
  ["100/2018047", "refused", "file_type_mismatch"],
  ["100/2018074", "refused", "file_expired"],
  ["100/2018109", "refused", "file_too_large"],
  ["100/2018164", "refused", "bad_request"],
  ["100/2018320", "refused", "bad_request"],
  ["100/2018328", "refused", "bad_request"],
  ["100/2534013", "channel", "instagram_link"],
  ["100/2534014", "refused", "person_unknown"],
  ["100/2534015", "refused", "bad_request"],
  ["100/2534025", "refused", "bad_request"],
  ["100/2534037", "refused", "other_app_controls"],
  ["100/2534029", "channel", "instagram_link"],
  ["102", "channel", "token_invalid"],
  ...["190", "190/458", "190/459", "190/460", "190/463", "190/464"].map(
    (codes): [string, string, string] => [codes, "channel", "token_invalid"],
  ),
  ["190/467", "channel", "token_invalid"],
  ["190/492", "channel", "token_invalid"],
  ["200", "channel", "permission_missing"],
  ["294", "channel", "permission_missing"],
  // One unusual refusal stops no page.
  ["200/1234567", "refused", "unknown"],
  ["10/1234567", "refused", "unknown"],
  ["3/1234567", "refused", "unknown"],
  ["190/1234567", "channel", "token_invalid"],
  ["368/1234567", "channel", "page_restricted"],
  ["200/1545041", "refused", "person_unavailable"],
  ["551", "refused", "person_unavailable"],
  ["551/1545041", "refused", "person_unavailable"],
  ["10/1545041", "refused", "person_unavailable"],
  ["200/2018027", "channel", "app_not_live"],
  ["200/2018028", "channel", "app_not_live"],
  ["200/2018021", "channel", "permission_missing"],
  ["200/2534041", "channel", "instagram_link"],
  ["341", "later", "rate_limited"],
  ["368", "channel", "page_restricted"],
  ["506", "refused", "duplicate"],
  ["613", "later", "rate_limited"],
  ["613/2534040", "later", "rate_limited"],
  ["613/2018338", "refused", "tag_abuse_warning"],
  ["613/1893016", "refused", "optin_limit"],
  ["1200", "later", "vendor_temporary"],
  ["2022", "channel", "page_restricted"],
  ["10303", "refused", "account_link_token"],
  ["10903", "refused", "already_replied_privately"],
  ["36103", "channel", "instagram_link"],
  ["2018218", "refused", "profile_unavailable"],
  ["100/2018218", "refused", "profile_unavailable"],
  ["100/2018247", "refused", "profile_permission_missing"],
  ["2018171", "channel", "routing_not_configured"],
  ["100/2018234", "channel", "routing_not_configured"],
  ["10/2018300", "refused", "other_app_controls"],
  ["10/2018321", "later", "thread_automated"],
  ["9000001", "refused", "message_deleted"],
  ["100/9000001", "refused", "message_deleted"],
  ["100/2018396", "refused", "form_not_eligible"],
  ["424242", "refused", "unknown"],
  ["424242/77", "refused", "unknown"],
];

function meaning(codes: string, isTransient = false) {
  const [code, subcode] = codes.split("/").map(Number);
  return meaningOf({
    code: code ?? null,
    subcode: subcode ?? null,
    isTransient,
  });
}

describe("meaningOf", () => {
  test.each(lines)("%s is %s: %s", (codes, errorClass, key) => {
    expect(meaning(codes)).toMatchObject({ class: errorClass, key });
  });

  test("what breaks the channel is marked so in the product's table, and only that", () => {
    for (const [codes] of lines) {
      const { class: errorClass, key } = meaning(codes);
      const isAdmin = "admin" in sendErrors[key];
      expect([codes, isAdmin]).toEqual([codes, errorClass === "channel"]);
    }
  });

  test("a limit stops the whole page, a temporary error only the message", () => {
    expect(meaning("80006").wholeChannel).toBe(true);
    expect(meaning("2").wholeChannel).toBe(false);
  });

  test("an unknown error that calls itself transient is tried again", () => {
    expect(meaning("424242", true)).toMatchObject({
      class: "later",
      key: "vendor_temporary",
    });
    expect(meaning("190", true).class).toBe("channel");
    expect(
      meaningOf({ code: null, subcode: null, isTransient: false }).key,
    ).toBe("unknown");
  });
});

test("a temporary block is reported as one: waiting helps, no switch does", () => {
  const { key } = meaningOf({ code: 2022, subcode: null, isTransient: false });
  const { retryable } = sendErrorOf(key);
  expect(key).toBe("page_restricted");
  expect(retryable).toBe(true);
});
