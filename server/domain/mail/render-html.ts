import type { Locale } from "#contract/base/locales.ts";

export type HtmlMail = {
  locale: Locale;
  subject: string;
  paragraphs: string[];
  /** Each with a link of its own. */
  items: { title: string | null; lines: string[]; url: string }[];
  /** Paragraphs below the items. */
  after: string[];
  button: { label: string; url: string } | null;
  /** Why the reader gets it, and where they change that. */
  settings: { why: string; url: string } | null;
  linkHint: string;
  footer: string;
};

const FONT =
  "font-family:system-ui,-apple-system,'Segoe UI','PingFang TC','Microsoft JhengHei',sans-serif";

// Mail programs that leave out the style sheet show the inline colors, which are readable on white.
const STYLE = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  @media (prefers-color-scheme: dark) {
    body, .page { background: #101415 !important; color: #e8eded !important; }
    .item { border-color: #2c3434 !important; }
    .item a { color: #5ad1c2 !important; }
    .quiet, .quiet a { color: #a7b1b1 !important; }
    .button { background: #5ad1c2 !important; color: #06201d !important; }
  }`;

/** One column that fits a phone, light and dark. All values are escaped. Pure. */
export function renderHtml(mail: HtmlMail): string {
  const { button } = mail;
  const paragraphs = [
    ...mail.paragraphs.map(paragraphOf),
    ...mail.items.map(itemOf),
    ...mail.after.map(paragraphOf),
  ].join("\n      ");
  return `<!doctype html>
<html lang="${mail.locale}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="supported-color-schemes" content="light dark">
    <title>${escape(mail.subject)}</title>
    <style>${STYLE}
    </style>
  </head>
  <body style="margin:0;background:#ffffff;color:#16201f;${FONT};font-size:16px;line-height:1.5">
    <main class="page" style="max-width:560px;margin:0 auto;padding:24px 20px;overflow-wrap:anywhere">
      <h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">${escape(mail.subject)}</h1>
      ${paragraphs}
      ${button ? buttonOf(button, mail.linkHint) : ""}
      <p class="quiet" style="margin:32px 0 0;font-size:13px;color:#5a6867">${escape(mail.footer)}${mail.settings ? settingsOf(mail.settings) : ""}</p>
    </main>
  </body>
</html>
`;
}

function paragraphOf(text: string): string {
  return `<p style="margin:0 0 16px">${lines(text)}</p>`;
}

function itemOf({ title, lines: texts, url }: HtmlMail["items"][0]): string {
  const [first = "", ...rest] = title === null ? texts : [title, ...texts];
  const link = `<a href="${escape(url)}" style="color:#0b6b60;font-weight:600">${escape(first)}</a>`;
  const body = rest.map((text) => `<br>${lines(text)}`).join("");
  return `<p class="item" style="margin:0 0 12px;padding:0 0 12px;border-bottom:1px solid #dfe5e4">${link}${body}</p>`;
}

function settingsOf({ why, url }: { why: string; url: string }): string {
  const href = escape(url);
  return `<br>${escape(why)} <a href="${href}" style="color:#0b6b60">${href}</a>`;
}

function buttonOf(
  { label, url }: { label: string; url: string },
  linkHint: string,
): string {
  const href = escape(url);
  return `<p style="margin:24px 0"><a class="button" href="${href}" style="display:inline-block;padding:10px 18px;border-radius:8px;background:#0b6b60;color:#ffffff;text-decoration:none;font-weight:600">${escape(label)}</a></p>
      <p class="quiet" style="margin:0 0 16px;font-size:13px;color:#5a6867">${escape(linkHint)}<br><a href="${href}" style="color:#0b6b60">${href}</a></p>`;
}

function lines(text: string): string {
  return escape(text).replaceAll("\n", "<br>");
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
