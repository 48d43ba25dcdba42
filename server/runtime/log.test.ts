import { expect, test } from "vitest";
import { redactFields, redactText } from "./log.ts";

test("fields with a revealing name are cut out, however deep", () => {
  const fields = {
    threadId: "t1",
    pageToken: "EAAB",
    page: { appSecret: "s", name: "Shop" },
    messages: [{ id: "m1", text: "my address is …" }],
    password: null,
  };
  expect(redactFields(fields, 0)).toEqual({
    threadId: "t1",
    pageToken: "[redacted]",
    page: { appSecret: "[redacted]", name: "Shop" },
    messages: [{ id: "m1", text: "[redacted]" }],
    password: null,
  });
});

test("a circular value ends", () => {
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  expect(JSON.stringify(redactFields(circle, 0))).toContain("[deep]");
});

const lines: [string, string][] = [
  ["GET /v26.0/me?access_token=EAAB&fields=id", "access_token=[redacted]&"],
  ["appsecret_proof=0f3a\\n", "appsecret_proof=[redacted]\\n"],
  ["?hub.verify_token=abc&hub.challenge=1", "verify_token=[redacted]&"],
  ["Authorization: Bearer parley_x-Y.z", "Bearer [redacted]"],
  ["postgres://parley:pa%40ss@db:5432/parley", "//parley:[redacted]@db:5432"],
];

for (const [line, kept] of lines) {
  test(`the secret in "${line}" is cut out`, () => {
    expect(redactText(line)).toContain(kept);
  });
}
