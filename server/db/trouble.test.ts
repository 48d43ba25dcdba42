import { expect, test } from "vitest";
import { faultOf, isTrouble } from "./trouble.ts";

const state = (code: string) => Object.assign(new Error("refused"), { code });

test.each([
  ["55P03", "contention"],
  ["57014", "contention"],
  ["40P01", "contention"],
  ["40001", "contention"],
  ["08006", "outage"],
  ["25006", "outage"],
  ["53100", "outage"],
  ["53200", "outage"],
  ["53300", "outage"],
  ["57P01", "outage"],
  ["57P03", "outage"],
  ["58030", "outage"],
  ["XX001", "outage"],
  ["42P01", "outage"],
  ["0A000", "outage"],
  ["28P01", "outage"],
  ["ENOSPC", "outage"],
  ["EPIPE", "outage"],
  ["ECONNRESET", "outage"],
  ["P2024", "outage"],
  ["P2028", "contention"],
  ["22P05", "content"],
  ["23505", "content"],
  ["23514", "content"],
  ["21000", "content"],
  ["54000", "content"],
])("%s is %s", (code, fault) => {
  expect(faultOf(state(code))).toBe(fault);
  expect(faultOf(new Error("wrapped", { cause: state(code) }))).toBe(fault);
  expect(isTrouble(state(code))).toBe(fault !== "content");
});

test("an error of ours counts; a connection that ends does not", () => {
  expect(isTrouble(new TypeError("x is not a function"))).toBe(false);
  expect(isTrouble("a text")).toBe(false);
  expect(isTrouble(new Error("Connection terminated unexpectedly"))).toBe(true);
});

test("the driver's error inside Prisma's is found", () => {
  const driverAdapterError = {
    cause: { originalCode: "53300", kind: "postgres" },
  };
  expect(
    isTrouble(
      Object.assign(new Error("x"), {
        code: "P2010",
        meta: { driverAdapterError },
      }),
    ),
  ).toBe(true);
  const refused = { cause: { originalCode: "22021", kind: "postgres" } };
  expect(
    isTrouble(
      Object.assign(new Error("x"), {
        code: "P2010",
        meta: { driverAdapterError: refused },
      }),
    ),
  ).toBe(false);
});
