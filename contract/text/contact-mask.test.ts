import { expect, test } from "vitest";
import { maskContact, maskContactsIn } from "#contract/text/contact-mask.ts";

test("all but the ending is hidden, and a short value whole", () => {
  expect(maskContact("+886987654321")).toBe("•••321");
  expect(maskContact("mei@example.org")).toBe("•••org");
  expect(maskContact("12345")).toBe("•••");
});

test("addresses and numbers are found in a text, in any writing", () => {
  for (const [text, masked] of [
    ["Call +1 (415) 555-2671 or mei@example.org!", "Call •••671 or •••org!"],
    ["電話０９８７６５４３２１請來電", "電話•••３２１請來電"],
    ["0987-654-321", "•••321"],
    ["0987–654–321", "•••321"],
    ["（０２）２３４５－６７８９", "•••７８９"],
    ["0987\u00a0654\u00a0321", "•••321"],
    ["0987 - 654 - 321", "•••321"],
    ["0987_654_321", "•••321"],
    ["寄到 mei＠example．org", "寄到 •••org"],
    ["Room 12, 2 adults, 450 USD", "Room 12, 2 adults, 450 USD"],
    ["2026-11-30", "2026-11-30"],
    ["2026-11-30T04:00:00.000Z", "2026-11-30T04:00:00.000Z"],
    [
      "0192f0c1-0000-7000-8000-000000000000",
      "0192f0c1-0000-7000-8000-000000000000",
    ],
  ] as const)
    expect(maskContactsIn(text)).toBe(masked);
});
