import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  signatureFor,
  verifySignature,
} from "#server/channels/meta/signature.ts";

// As the vendor sends it: ASCII, escaped accents and slashes.
const RAW = Buffer.from(
  String.raw`{"text":"caf\u00e9 \ud83d\ude42 https:\/\/a.example"}`,
);
const SECRET = "a-current-app-secret";
const OLD_SECRET = "an-older-app-secret";

function check(headers: Record<string, string>, secrets = [SECRET]): boolean {
  return verifySignature(RAW, new Headers(headers), secrets);
}

describe("verifySignature", () => {
  const good = signatureFor(RAW, SECRET);

  test("is the documented HMAC over the raw bytes", () => {
    const hex = createHmac("sha256", SECRET).update(RAW).digest("hex");
    expect(good).toBe(`sha256=${hex}`);
  });

  test("the right secret, also in capitals, also beside an old one", () => {
    expect(check({ "X-Hub-Signature-256": good })).toBe(true);
    expect(check({ "x-hub-signature-256": good.toUpperCase() })).toBe(true);
    const old = signatureFor(RAW, OLD_SECRET);
    expect(check({ "x-hub-signature-256": old })).toBe(false);
    expect(check({ "x-hub-signature-256": old }, [SECRET, OLD_SECRET])).toBe(
      true,
    );
  });

  test.each<[string, Record<string, string>]>([
    ["no header", {}],
    ["an empty header", { "x-hub-signature-256": "" }],
    ["the prefix alone", { "x-hub-signature-256": "sha256=" }],
    ["a signature cut short", { "x-hub-signature-256": good.slice(0, -2) }],
    [
      "another signature",
      { "x-hub-signature-256": `sha256=${"0".repeat(64)}` },
    ],
    [
      "sha1 alone, though right",
      {
        "x-hub-signature": `sha1=${createHmac("sha1", SECRET).update(RAW).digest("hex")}`,
      },
    ],
  ])("%s is refused", (_name, headers) => {
    expect(check(headers)).toBe(false);
  });

  test("one changed byte is refused", () => {
    const changed = Buffer.from(RAW);
    changed[5] = (changed[5] ?? 0) ^ 1;
    const headers = new Headers({ "x-hub-signature-256": good });
    expect(verifySignature(changed, headers, [SECRET])).toBe(false);
  });

  test("an empty secret and no secret match nothing", () => {
    const headers = { "x-hub-signature-256": signatureFor(RAW, "") };
    expect(check(headers, [""])).toBe(false);
    expect(check(headers, [])).toBe(false);
  });
});
