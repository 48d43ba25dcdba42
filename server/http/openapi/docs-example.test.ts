import { expect, test } from "vitest";
import { curlExample } from "./docs-example.ts";

test("a call shows the fields that its body requires", () => {
  const body = {
    type: "object",
    required: ["email", "role", "place"],
    properties: {
      email: { type: "string", format: "email" },
      role: { enum: ["agent", "admin"] },
      place: { $ref: "#/components/schemas/Place" },
      capacity: { type: "integer" },
    },
  };
  const Place = {
    anyOf: [
      { type: "null" },
      {
        type: "object",
        required: ["id"],
        properties: { id: { type: "string", format: "uuid" } },
      },
    ],
  };
  expect(
    curlExample({ method: "POST", path: "/agents", body }, { Place }),
  ).toBe(
    [
      'curl -X POST "$PARLEY/api/v1/agents" \\',
      '  -H "Authorization: Bearer $TOKEN" \\',
      '  -H "Content-Type: application/json" \\',
      `  -d '{"email":"bob@example.com","role":"agent","place":{"id":"0192f6a0-5b7e-7c31-9d2f-3a1b5c7d9e0f"}}'`,
    ].join("\n"),
  );
});

test("a change shows one field, and a shape within itself ends", () => {
  const tree = {
    type: "object",
    properties: { child: { $ref: "#/components/schemas/Tree" } },
  };
  const text = curlExample(
    { method: "PATCH", path: "/tree", body: tree },
    { Tree: tree },
  );
  expect(text).toContain("-X PATCH");
  expect(text.length).toBeLessThan(400);
});
