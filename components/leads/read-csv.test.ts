import { expect, test } from "vitest";
import { columnsOf, guessField, readCsvFile } from "./read-csv.ts";

test("the columns are read whatever separates them", () => {
  expect(columnsOf('\uFEFF"Name, full",Mail\r\nAda,x')).toEqual([
    "Name, full",
    "Mail",
  ]);
  expect(columnsOf("Name;Mail;;Mail\nAda")).toEqual(["Name", "Mail"]);
  expect(columnsOf("id\tcreated_time\tfull_name\n1")).toEqual([
    "id",
    "created_time",
    "full_name",
  ]);
  expect(columnsOf('"The ""best"" name",B')).toEqual(['The "best" name', "B"]);
  expect(columnsOf("")).toEqual([]);
});

test("the file of Meta, which is UTF-16, is read like any other", async () => {
  const bytes = Buffer.from("\uFEFFfull_name\temail\n王小明\ta@b.c", "utf16le");
  expect(columnsOf(await readCsvFile(new Blob([bytes])))).toEqual([
    "full_name",
    "email",
  ]);
});

test("a column is mapped by its name where that is clear", () => {
  expect(
    ["Full name", "firstName", "E-Mail", "手機", "Status", "Wish"].map(
      guessField,
    ),
  ).toEqual(["name", "firstName", "email", "phone", "status", null]);
});
