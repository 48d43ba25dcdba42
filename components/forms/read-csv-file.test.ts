import { expect, test } from "vitest";
import { readCsvFile } from "./read-csv-file.ts";

test("a file in UTF-16 is read like one in UTF-8", async () => {
  const text = "full_name\temail\n王小明\ta@b.c";
  for (const bytes of [
    Buffer.from(`\uFEFF${text}`, "utf16le"),
    Buffer.from(`\uFEFF${text}`, "utf16le").swap16(),
    Buffer.from(`\uFEFF${text}`),
  ])
    expect(await readCsvFile(new Blob([bytes]))).toBe(text);
});
