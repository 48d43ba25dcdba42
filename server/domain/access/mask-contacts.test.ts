import { expect, test } from "vitest";
import { z } from "zod";
import { contact } from "#contract/base/contact-data.ts";
import { leadAttemptSchema } from "#contract/leads/lead.ts";
import { maskContacts } from "#server/domain/access/mask-contacts.ts";

const fields = contact("fields", z.record(z.string(), z.unknown()));

test("a number of an own field is masked where a text would be", () => {
  expect(
    maskContacts(fields, {
      mobile: 886_987_654_321,
      budget: 450_000,
      rate: 1.5,
      since: "2026-11-30",
      texts: ["0987 654 321", 987_654_321],
      deep: { second: 987_654_321, size: "XL" },
      phone: 123,
      agreed: true,
    }),
  ).toEqual({
    mobile: "•••321",
    budget: 450_000,
    rate: 1.5,
    since: "2026-11-30",
    texts: ["•••321", "•••321"],
    deep: { second: "•••321", size: "XL" },
    phone: "•••",
    agreed: true,
  });
});

test("an amount in the history of a lead stays a number", () => {
  const payload = { from: null, to: 125_000_000, note: "Call 0987-654-321" };
  expect(maskContacts(leadAttemptSchema.shape.payload, payload)).toEqual({
    from: null,
    to: 125_000_000,
    note: "Call •••321",
  });
});
