import { expect, test } from "vitest";
import { isDataException, isUnavailable } from "./unavailable.ts";

/** As Prisma throws it: the driver's error is in `meta`. */
function prismaError(code: string, cause: object): Error {
  return Object.assign(new Error("Invalid invocation"), {
    code,
    meta: {
      driverAdapterError: Object.assign(new Error("driver"), { cause }),
    },
  });
}

const away: [name: string, error: unknown][] = [
  [
    "stopping",
    prismaError("P2039", { kind: "postgres", originalCode: "57P01" }),
  ],
  [
    "starting",
    prismaError("P2010", { kind: "postgres", originalCode: "57P03" }),
  ],
  ["closed under a query", prismaError("P2010", { kind: "ConnectionClosed" })],
  ["refused", Object.assign(new Error("connect"), { code: "ECONNREFUSED" })],
  ["refused, wrapped", new Error("x", { cause: { code: "ECONNREFUSED" } })],
  [
    "no connection in time",
    new Error("timeout exceeded when trying to connect"),
  ],
  [
    "no connection left",
    prismaError("P2010", { kind: "postgres", originalCode: "53300" }),
  ],
  [
    "no connection left, told by the driver",
    Object.assign(new Error("sorry, too many clients already"), {
      code: "53300",
    }),
  ],
];
for (const [name, error] of away) {
  test(`${name}: away`, () => expect(isUnavailable(error)).toBe(true));
}

const ours: [name: string, error: unknown][] = [
  [
    "a broken query",
    prismaError("P2010", { kind: "postgres", originalCode: "42601" }),
  ],
  ["a duplicate", prismaError("P2002", { kind: "UniqueConstraintViolation" })],
  ["a bug", new TypeError("x is not a function")],
  ["no error at all", null],
];
for (const [name, error] of ours) {
  test(`${name}: not away`, () => expect(isUnavailable(error)).toBe(false));
}

test.for(["22021", "22P05", "22003"])(
  "%s is a value that cannot be stored, by Prisma and by pg",
  (code) => {
    expect(isDataException(Object.assign(new Error("pg"), { code }))).toBe(
      true,
    );
    const cause = { kind: "postgres", originalCode: code };
    expect(isDataException(prismaError("P2010", cause))).toBe(true);
    expect(isUnavailable(prismaError("P2010", cause))).toBe(false);
  },
);

test("an error of a statement is not the value's fault", () => {
  const cause = { kind: "postgres", originalCode: "42601" };
  expect(isDataException(prismaError("P2010", cause))).toBe(false);
  expect(isDataException(new Error("2200 things"))).toBe(false);
});

test("a circle of causes comes to an end", () => {
  const error = new Error("one");
  error.cause = new Error("two", { cause: error });
  expect(isUnavailable(error)).toBe(false);
});
