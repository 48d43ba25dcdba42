import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { AppError } from "#server/domain/app-error.ts";
import { fileOfForm } from "./multipart.ts";

const TYPE = "multipart/form-data; boundary=edge";
const part = (head: string, body: string) =>
  `--edge\r\ncontent-disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
const FILE = part('name="file"; filename="說明.txt"', "words");
const END = "--edge--\r\n";

function read(body: string, type = TYPE) {
  const undone: string[] = [];
  const request = new Request("http://localhost/", {
    method: "POST",
    headers: { "content-type": type },
    body,
  });
  const received = fileOfForm(request, "file", {
    receive: async (file, name) =>
      `${name}: ${(await buffer(file)).toString()}`,
    undo: async (text) => void undone.push(await Promise.resolve(text)),
  });
  return { received, undone };
}

test("the first file of the field is read, whatever lies around it", async () => {
  const note = part('name="note"', "a field");
  const other = part('name="other"; filename="b.txt"', "another field's file");
  const second = part('name="file"; filename="c.txt"', "the second");
  for (const body of [
    FILE + END,
    note + other + FILE + END,
    FILE + second + note + END,
    `${FILE}${END}an epilogue`,
  ]) {
    expect(await read(body).received).toBe("說明.txt: words");
  }
});

test("no file in the field", async () => {
  for (const body of [END, part('name="file"', "a text") + END]) {
    expect(await read(body).received).toBeNull();
  }
});

test("a body that is no form is refused with a message, and what was received is undone", async () => {
  for (const body of ["", "words", FILE, FILE.slice(0, -12)]) {
    await expect(read(body).received).rejects.toMatchObject({
      code: "invalid_input",
    });
  }
  const cut = read(`${FILE}--edge\r\ncontent-disposition: form-data; name="x"`);
  await expect(cut.received).rejects.toBeInstanceOf(AppError);
  expect(cut.undone).toEqual(["說明.txt: words"]);
  await expect(read(FILE + END, "text/plain").received).rejects.toMatchObject({
    code: "unsupported_type",
  });
  await expect(
    read(FILE + END, "multipart/form-data; charset=utf-8").received,
  ).rejects.toMatchObject({ code: "invalid_input" });
});

test("a refusal of the receiver is the response, also while the body is still arriving", async () => {
  const stuck = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(FILE.slice(0, -3)));
    },
  });
  const request = new Request("http://localhost/", {
    method: "POST",
    headers: { "content-type": TYPE },
    body: stuck,
    duplex: "half",
  } as RequestInit);
  const refused = fileOfForm(request, "file", {
    receive: () => Promise.reject(new AppError("storage_full")),
    undo: () => Promise.resolve(),
  });
  await expect(refused).rejects.toMatchObject({ code: "storage_full" });
});
