import { expect, test } from "vitest";
import { ApiError, readAnswer } from "./api.ts";

test("an error keeps the id by which the operator finds its request", async () => {
  const problem = JSON.stringify({ code: "internal", title: "Internal error" });
  const refused = readAnswer(500, () => Promise.resolve(problem), "4f1c");
  const error = await refused.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: "internal", requestId: "4f1c" });
});
