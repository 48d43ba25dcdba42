import { expect, test } from "vitest";
import { parsePeople } from "./parse-people.ts";

test("a list of addresses, as a mail program or a table has them", () => {
  expect(
    parsePeople(
      [
        "bob@example.com",
        "",
        "Mei Chen <Mei@Example.com>",
        "林志偉,zhiwei@example.com",
        '"Lin, Jo"\tjo@example.com',
        "BOB@example.com",
        "no address",
      ].join("\n"),
    ),
  ).toEqual({
    people: [
      { email: "bob@example.com", name: "bob" },
      { email: "mei@example.com", name: "Mei Chen" },
      { email: "zhiwei@example.com", name: "林志偉" },
      { email: "jo@example.com", name: "Lin Jo" },
    ],
    wrong: ["no address"],
  });
});
