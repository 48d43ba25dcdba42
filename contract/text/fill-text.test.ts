import { expect, test } from "vitest";
import { fillText } from "#contract/text/fill-text.ts";

const known = { position: 3, wait: 5 };
const unknown = { position: 3, wait: null };

test.each<[string, Parameters<typeof fillText>[1], string | null]>([
  ["You are number {position}.", known, "You are number 3."],
  [
    "You are number {position}. It takes about {wait} minutes. See www.shop.example for more.",
    known,
    "You are number 3. It takes about 5 minutes. See www.shop.example for more.",
  ],
  [
    "You are number {position}. It takes about {wait} minutes. See www.shop.example for more.",
    unknown,
    "You are number 3. See www.shop.example for more.",
  ],
  [
    "您排在第 {position} 位。大约 {wait} 分钟。谢谢！",
    unknown,
    "您排在第 3 位。谢谢！",
  ],
  ["Hello!\nAbout {wait} minutes\nThank you", unknown, "Hello!\nThank you"],
  ["About {wait} minutes.", unknown, null],
  ["Number {position}, about {wait} minutes", unknown, null],
  ["Please wait.", { position: null, wait: null }, "Please wait."],
])("%s", (text, values, expected) => {
  expect(fillText(text, values)).toBe(expected);
});
