/**
 * `npm run icons`: draws public/icons and app/apple-icon.png from
 * app/icon.svg. Run it after the mark has changed, and commit the result.
 */
import fs from "node:fs";
import path from "node:path";
import sharp from "sharp";

const MARK = path.resolve("app/icon.svg");
const TILE = "#fafbfb";
const VECTOR_DENSITY = 1200; // sharp rasterizes the vector once, large enough for every size

/** `mark`: share of the tile that the mark covers. Maskable icons keep it inside the safe circle of 80 %. */
const ICONS = [
  { file: "public/icons/icon-192.png", size: 192, mark: 0.8, tile: false },
  { file: "public/icons/icon-512.png", size: 512, mark: 0.8, tile: false },
  { file: "public/icons/maskable-192.png", size: 192, mark: 0.52, tile: true },
  { file: "public/icons/maskable-512.png", size: 512, mark: 0.52, tile: true },
  // For the app at Meta, which wants its icon in this size.
  { file: "public/icons/app-1024.png", size: 1024, mark: 0.66, tile: true },
  { file: "app/apple-icon.png", size: 180, mark: 0.66, tile: true },
];

fs.mkdirSync("public/icons", { recursive: true });
for (const { file, size, mark, tile } of ICONS) {
  const side = Math.round(size * mark);
  const drawn = await sharp(MARK, { density: VECTOR_DENSITY })
    .resize(side, side, {
      fit: "contain",
      background: { r: 0, g: 0, b: 0, alpha: 0 },
    })
    .png()
    .toBuffer();
  await sharp({
    create: {
      width: size,
      height: size,
      channels: 4,
      background: tile ? TILE : { r: 0, g: 0, b: 0, alpha: 0 },
    },
  })
    .composite([{ input: drawn, gravity: "centre" }])
    .png({ compressionLevel: 9, palette: true })
    .toFile(file);
  console.log(file);
}
