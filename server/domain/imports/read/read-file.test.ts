import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { finished } from "node:stream/promises";
import { afterAll, expect, test } from "vitest";
import yazl from "yazl";
import { openTable } from "./read-file.ts";

/** Files as spreadsheets save them. */

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parley-tables-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function write(bytes: Uint8Array): string {
  const file = path.join(folder, `${Math.random()}`);
  fs.writeFileSync(file, bytes);
  return file;
}

async function read(bytes: Uint8Array, wanted = {}) {
  const { form, columns, rows } = await openTable(write(bytes), wanted);
  const read: string[][] = [];
  for await (const { row, cells } of rows) read.push([String(row), ...cells]);
  return { form, columns, rows: read };
}

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ""), "hex");

test.for([
  ["utf-8", Buffer.from("\uFEFF姓名,電話\n王小明,0912\n")],
  ["utf-8", Buffer.from("姓名,電話\n王小明,0912\n")],
  ["utf-16le", Buffer.from("\uFEFF姓名,電話\n王小明,0912\n", "utf16le")],
  ["utf-16le", Buffer.from("姓名,電話\n王小明,0912\n", "utf16le")],
  [
    "utf-16be",
    Buffer.from("\uFEFF姓名,電話\n王小明,0912\n", "utf16le").swap16(),
  ],
  // 姓名,電話 / 王小明,0912
  ["big5", hex("a96d a657 2c b971 b8dc 0a a4fd a470 a9fa 2c 30393132 0a")],
] as const)("a file of %s is recognised", async ([encoding, bytes]) => {
  const found = await read(bytes);
  expect(found).toMatchObject({
    form: { format: "csv", encoding, delimiter: "," },
    columns: ["姓名", "電話"],
    rows: [["2", "王小明", "0912"]],
  });
});

test("a file of GB18030 is recognised, also with a character of four bytes", async () => {
  // 姓名,电话 / 张伟㐂,139
  const bytes = hex(
    "d0d5 c3fb 2c b5e7 bbb0 0a d5c5 ceb0 8139ee39 2c 313339 0a",
  );
  const name = new TextDecoder("gb18030").decode(hex("d5c5 ceb0 8139ee39"));
  expect(await read(bytes)).toMatchObject({
    form: { encoding: "gb18030" },
    columns: ["姓名", "电话"],
    rows: [["2", name, "139"]],
  });
});

test("an accented letter of Windows is no Chinese one, and another encoding may be asked for", async () => {
  const bytes = Buffer.from("Name;City\nRen\xe9;K\xf6ln\n", "latin1");
  expect(await read(bytes)).toMatchObject({
    form: { encoding: "windows-1252", delimiter: ";" },
    rows: [["2", "René", "Köln"]],
  });
  const big5 = hex("a96d a657 2c b971 b8dc 0a a4fd a470 a9fa 2c 30393132 0a");
  const wrong = await read(big5, { encoding: "gb18030" });
  expect(wrong.form.encoding).toBe("gb18030");
  expect(wrong.columns).not.toEqual(["姓名", "電話"]);
});

test("delimiters in quotes, empty rows, repeated and missing names, and marks of formulas", async () => {
  const text = `"a;b"\tMail\tMail\t\t\n\t\t\t\n'=1+1\tx@y.z\t"two
lines"\tv\n`;
  expect(await read(Buffer.from(text))).toMatchObject({
    form: { delimiter: "\t" },
    columns: ["a;b", "Mail", "Mail (2)"],
    rows: [["3", "=1+1", "x@y.z", "two lines"]],
  });
});

test.for([
  ["file_empty", Buffer.from("")],
  [
    "file_columns",
    Buffer.from(`${Array(101).fill("c").join(",")}\n${"1\n".repeat(200_000)}`),
  ],
  ["file_broken", Buffer.from("PK\x03\x04 no ZIP", "latin1")],
  ["file_rows", Buffer.from(`a\n${"1\n".repeat(100_001)}`)],
] as const)("%s is refused", async ([code, bytes]) => {
  await expect(read(bytes)).rejects.toMatchObject({
    detail: { errors: [{ path: "file", code }] },
  });
  await expect.poll(openFiles).toEqual([]);
});

test("a file is closed when its rows are left", async () => {
  const file = write(Buffer.from(`a\n${"1\n".repeat(200_000)}`));
  for await (const { row } of (await openTable(file)).rows)
    if (row === 3) break;
  await expect.poll(openFiles).toEqual([]);
});

/** The files of the folder that this process has open, where the system tells it. */
function openFiles(): string[] {
  const open = "/proc/self/fd";
  if (!fs.existsSync(open)) return [];
  return fs
    .readdirSync(open)
    .flatMap((fd) => {
      try {
        return fs.readlinkSync(path.join(open, fd));
      } catch {
        return []; // the one by which the list was read
      }
    })
    .filter((file) => file.startsWith(folder));
}

type Parts = Record<string, string>;

async function workbook(parts: Parts): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  const all: Parts = {
    "xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="Old" state="hidden" r:id="r1"/><sheet name="People &amp; more" r:id="r2"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="/xl/worksheets/sheet2.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>wrong sheet</t></is></c></row></sheetData></worksheet>`,
    ...parts,
  };
  for (const [name, text] of Object.entries(all))
    zip.addBuffer(Buffer.from(text), name);
  zip.end();
  const chunks: Buffer[] = [];
  zip.outputStream.on("data", (chunk: Buffer) => chunks.push(chunk));
  await finished(zip.outputStream);
  return Buffer.concat(chunks);
}

test("a workbook gives the values of its first visible sheet; formulas are not evaluated", async () => {
  const bytes = await workbook({
    "xl/sharedStrings.xml": `<sst><si><t>Name</t></si><si><r><t>Lin </t></r><r><t>Yi</t></r><rPh><t>hint</t></rPh></si></sst>`,
    "xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    "xl/worksheets/sheet2.xml": `<worksheet><sheetData>
      <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Phone</t></is></c><c r="C1" t="str"><v>Since</v></c><c r="D1" t="str"><v>Sum</v></c><c r="E1" t="str"><v>Paid</v></c></row>
      <row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>8.86912345678E+11</v></c><c r="C3" s="1"><v>45992</v></c><c r="D3"><f>WEBSERVICE("http://127.0.0.1/")</f><v>2.5</v></c><c r="E3" t="b"><v>1</v></c></row>
      <row r="4"><c r="B4" t="e"><v>#REF!</v></c></row>
    </sheetData></worksheet>`,
  });
  expect(await read(bytes)).toEqual({
    form: {
      format: "xlsx",
      encoding: null,
      delimiter: null,
      sheet: "People & more",
    },
    columns: ["Name", "Phone", "Since", "Sum", "Paid"],
    rows: [["3", "Lin Yi", "886912345678", "2025-12-01", "2.5", "true"]],
  });
});

test("rows of a workbook with impossible numbers follow one another, and a sheet’s name is one line", async () => {
  const row = (r: string, text: string) =>
    `<row ${r}><c t="str"><v>${text}</v></c></row>`;
  const bytes = await workbook({
    "xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="Half\0way" r:id="r2"/></sheets></workbook>`,
    "xl/worksheets/sheet2.xml": `<worksheet><sheetData>${row('r="1"', "Name")}${row('r="x"', "a")}${row('r="99999999999"', "b")}${row('r="3"', "c")}${row('r="3"', "d")}${row('r="-1"', "e")}${row('r="2.5"', "f")}${row("", "g")}${row('r="20"', "h")}</sheetData></worksheet>`,
  });
  const { form, rows } = await read(bytes);
  expect(form.sheet).toBe("Halfway");
  expect(rows.map(([at]) => at)).toEqual([
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "20",
  ]);
});

test("a ZIP bomb and an entity bomb are refused", async () => {
  const bomb = await workbook({
    "xl/sharedStrings.xml": `<sst>${" ".repeat(65 * 1024 * 1024)}</sst>`,
    "xl/worksheets/sheet2.xml": `<worksheet/>`,
  });
  expect(bomb.length).toBeLessThan(1024 * 1024);
  await expect(read(bomb)).rejects.toMatchObject({
    detail: { errors: [{ code: "file_unpacked" }] },
  });
  const entities = await workbook({
    "xl/worksheets/sheet2.xml": `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&b;</v></c></row></sheetData></worksheet>`,
  });
  await expect(read(entities)).rejects.toMatchObject({
    detail: { errors: [{ code: "file_broken" }] },
  });
});
