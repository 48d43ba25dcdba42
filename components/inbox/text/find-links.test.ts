import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findLinks, safeHref } from "./find-links.ts";

const linksIn = (text: string) =>
  findLinks(text).flatMap(({ text: shown, href }) => (href ? [shown] : []));

const A = "https://a.example/x";

describe("a link", () => {
  test.each([
    ["parentheses of its own", "https://a.example/lamp_(blue)_(small)"],
    ["brackets of its own", "https://a.example/?size[]=1&size[]=2"],
    ["a query and a fragment", "https://a.example/x?y=1&z=2#top"],
    ["a port", "http://localhost:3000/x"],
    ["a host of another script", "https://例え.jp/パス"],
    ["Chinese in its path", "https://zh.wikipedia.org/wiki/烏龍茶"],
    ["capital letters", "HTTPS://A.EXAMPLE/x"],
    ["an address of numbers", "http://192.0.2.1/x"],
    ["signs at its end that mean something", "https://a.example/x/?q=1/"],
  ])("keeps %s", (_, link) => {
    expect(linksIn(link)).toEqual([link]);
    expect(linksIn(`See ${link}.`)).toEqual([link]);
    expect(linksIn(`(${link})`)).toEqual([link]);
  });

  test.each([
    `(${A})`,
    `(${A}).`,
    `“${A}”`,
    `‘${A}’`,
    `"${A}"`,
    `'${A}'`,
    `«${A}»`,
    `${A}.`,
    `${A}!!!`,
    `${A}?`,
    `${A}…`,
    `${A}，好`,
    `${A}。謝謝`,
    `${A}；${A}`.slice(0, A.length + 1),
    `${A}、等等`,
    `${A}！`,
    `「${A}」`,
    `『${A}』`,
    `《${A}》`,
    `（${A}）`,
    `【${A}】`,
    `看${A} 好`,
    `リンク：${A}`,
    `ลิงก์${A}`,
    `😀${A}`,
    `${A}😀`,
    `${A}❤️`,
    `${A}\u200b`,
    `${A}\u202egpj`,
    `${A}\u3000好`,
    `<${A}>`,
  ])("stops where the sentence goes on: %s", (text) => {
    expect(linksIn(text)).toEqual([A]);
  });

  test("may begin with www", () => {
    expect(findLinks("(www.b.example)!")).toEqual([
      { text: "(", href: null },
      { text: "www.b.example", href: "https://www.b.example/" },
      { text: ")!", href: null },
    ]);
    expect(linksIn("www.com www. awww.b.example")).toEqual([]);
  });

  test("is only http or https", () => {
    expect(
      linksIn(
        "javascript:alert(1) data:text/html,x file:///etc ftp://a.example //a.example mailto:a@b.example a@www.b.example",
      ),
    ).toEqual([]);
    expect(safeHref("javascript:alert(1)")).toBeNull();
    expect(safeHref("https://")).toBeNull();
    expect(safeHref("www.a.example")).toBe("https://www.a.example/");
  });

  test("does not lead to another host than the one that is read first", () => {
    const [link] = findLinks("https://bank.example@evil.example/x");
    expect(link?.href).toBe("https://bank.example/");
  });
});

test("nothing of a text is lost", () => {
  const pieces = ["https://", "www.", "a.example", "/", "(", ")", "。", "😀"];
  const texts = fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary" })))
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, (text) => {
      const parts = findLinks(text);
      expect(parts.map((part) => part.text).join("")).toBe(text);
    }),
  );
});
