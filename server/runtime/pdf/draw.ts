import PDFDocument from "pdfkit";
import type { Paper, PaperBlock } from "./paper.ts";
import { openFonts, type Weight } from "./fonts.ts";
import { linesOf, type Line, type Run } from "./lines.ts";

/** Points. */
const MARGIN = 56;
const LINE = 1.45;
const INDENT = 10;
const MOST_PICTURE = { width: 320, height: 260 };
/** CSS pixels are 1/96 inch, points 1/72. */
const POINTS_PER_PIXEL = 0.75;
const BLACK = "#000000";
const GREY = "#525252";
const RULE = "#d4d4d4";

type Style = {
  size: number;
  weight: Weight;
  color: string;
  /** Above it. */
  gap: number;
  indent?: number;
};

const STYLES: Record<
  Exclude<PaperBlock["kind"], "byline" | "picture">,
  Style
> = {
  title: { size: 16, weight: "bold", color: BLACK, gap: 0 },
  heading: { size: 10.5, weight: "bold", color: GREY, gap: 16 },
  quiet: { size: 9, weight: "regular", color: GREY, gap: 2 },
  text: { size: 10, weight: "regular", color: BLACK, gap: 1 },
  quote: { size: 9, weight: "regular", color: GREY, gap: 2, indent: INDENT },
};
const NAME: Style = { size: 10, weight: "bold", color: BLACK, gap: 10 };
const DETAILS: Style = { size: 9, weight: "regular", color: GREY, gap: 0 };
const FOOTER: Style = { size: 8, weight: "regular", color: GREY, gap: 0 };
/** A heading or a name is not the last of its page: room for it and a few lines. */
const TOGETHER = 56;

/** Draws a document on A4, with the number of each page. @returns its bytes */
export function drawPaper(paper: Paper): Promise<Buffer> {
  const doc = new PDFDocument({
    size: "A4",
    margin: MARGIN,
    bufferPages: true,
    lang: paper.locale,
    displayTitle: true,
    info: {
      Title: paper.title,
      Author: paper.author,
      Creator: "Parley",
      CreationDate: paper.at,
    },
  });
  const bytes = allOf(doc);
  const { fontOf } = openFonts(paper.locale);
  const width = doc.page.width - 2 * MARGIN;
  const bottom = doc.page.height - MARGIN;
  let y = MARGIN;

  const set = (text: string, style: Style) =>
    linesOf(text, { ...style, fontOf, width: width - (style.indent ?? 0) });
  const room = (height: number) => {
    if (y + height <= bottom) return;
    doc.addPage();
    y = MARGIN;
  };
  const drawLine = (
    { runs }: Line,
    style: Style,
    x: number,
    baseline: number,
  ) => {
    let at = x;
    for (const run of runs) {
      drawRun(doc, run, style, at, baseline);
      at += run.width;
    }
    return at;
  };
  const drawText = (text: string, style: Style) => {
    y += style.gap;
    const height = style.size * LINE;
    for (const line of set(text, style)) {
      room(height);
      const left = MARGIN + (style.indent ?? 0);
      const x = line.isRightToLeft ? MARGIN + width - line.width : left;
      drawLine(line, style, x, y + style.size);
      if (style.indent)
        doc
          .moveTo(MARGIN + 2, y)
          .lineTo(MARGIN + 2, y + height)
          .lineWidth(1.5)
          .stroke(RULE);
      y += height;
    }
  };
  const drawByline = ({ name, details }: { name: string; details: string }) => {
    y += NAME.gap;
    room(TOGETHER);
    const [line] = set(name, NAME);
    const after = line ? drawLine(line, NAME, MARGIN, y + NAME.size) : MARGIN;
    const [more] = set(details, DETAILS);
    if (more && after + INDENT + more.width <= MARGIN + width)
      drawLine(more, DETAILS, after + INDENT, y + NAME.size);
    else if (more) {
      y += NAME.size * LINE;
      drawLine(more, DETAILS, MARGIN, y + DETAILS.size);
    }
    y += NAME.size * LINE;
  };
  const drawPicture = (block: Extract<PaperBlock, { kind: "picture" }>) => {
    const scale = Math.min(
      POINTS_PER_PIXEL,
      MOST_PICTURE.width / block.width,
      MOST_PICTURE.height / block.height,
    );
    const size = { width: block.width * scale, height: block.height * scale };
    y += 4;
    room(size.height);
    doc.image(Buffer.from(block.jpeg), MARGIN, y, size);
    y += size.height + 4;
  };

  for (const block of paper.blocks) {
    if (block.kind === "byline") drawByline(block);
    else if (block.kind === "picture") drawPicture(block);
    else {
      if (block.kind === "heading") room(TOGETHER + STYLES.heading.gap);
      drawText(block.text, STYLES[block.kind]);
    }
  }

  const { start, count } = doc.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    doc.switchToPage(start + index);
    const [line] = set(`${index + 1} / ${count}`, FOOTER);
    if (line)
      drawLine(line, FOOTER, MARGIN + width - line.width, bottom + MARGIN / 2);
  }
  doc.end();
  return bytes;
}

function drawRun(
  doc: PDFKit.PDFDocument,
  { text, font }: Run,
  { size, color }: Style,
  x: number,
  baseline: number,
): void {
  // Each font is opened once: a registered name is looked up by its document.
  doc
    .registerFont(font.name, font.file)
    .font(font.name)
    .fontSize(size)
    .fillColor(color)
    .text(text, x, baseline, { lineBreak: false, baseline: "alphabetic" });
}

async function allOf(doc: PDFKit.PDFDocument): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of doc) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
