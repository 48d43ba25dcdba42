import { CONTACT_FIELDS, type ContactField } from "#contract/leads/lead.ts";
import { foldText } from "#contract/text/fold.ts";

/** Meta's own files are UTF-16, those of spreadsheets UTF-8. */
export async function readCsvFile(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? "utf-16le"
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? "utf-16be"
        : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

/**
 * The names of the columns, to be mapped; the server reads the file. Names
 * that hold a line break are not supported. Pure.
 */
export function columnsOf(csv: string): string[] {
  const [head = ""] = csv.replace(/^\uFEFF/, "").split(/\r?\n/, 1);
  const count = (mark: string) => head.split(mark).length;
  const [mark = ","] = [",", ";", "\t"].sort((a, b) => count(b) - count(a));
  const names = splitLine(head, mark).map((cell) => cell.trim());
  return [...new Set(names.filter((name) => name !== ""))];
}

/** The cells of one line; a quoted one may hold the mark, and "" is a quote. */
function splitLine(line: string, mark: string): string[] {
  const parts = line.split('"');
  const cells: string[] = [];
  let cell = "";
  for (const [at, part] of parts.entries()) {
    // Every second part lies between quotes; an empty one between two of them is a quote.
    const isQuoted = at % 2 === 1;
    const isDoubled =
      !isQuoted && part === "" && at > 0 && at < parts.length - 1;
    const [first = "", ...others] = isQuoted ? [part] : part.split(mark);
    cell += isDoubled ? '"' : first;
    for (const next of others) {
      cells.push(cell);
      cell = next;
    }
  }
  return [...cells, cell];
}

const WORDS: Partial<Record<ContactField | "createdTime", string[]>> = {
  name: ["fullname", "contact", "姓名", "聯絡人", "联系人"],
  email: ["emailaddress", "mail", "電子郵件", "邮箱", "電子信箱"],
  phone: ["phonenumber", "mobile", "tel", "電話", "电话", "手機", "手机"],
  company: ["companyname", "公司"],
  city: ["城市"],
  createdTime: ["createdtime", "created", "date"],
};

/** The field that a column's name speaks for; null: none. Pure. */
export function guessField(column: string): string | null {
  const word = foldText(column).replace(/[\s_-]/g, "");
  const own = CONTACT_FIELDS.find((field) => field.toLowerCase() === word);
  if (own) return own;
  const found = Object.entries(WORDS).find(([, words]) => words.includes(word));
  return found?.[0] ?? (/^(status|source)$/.test(word) ? word : null);
}
