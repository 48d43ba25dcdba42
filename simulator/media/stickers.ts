/** Stickers by id, 240 × 240 with a clear ground. The thumb has Messenger's
 *  own id. */
const face = (mouth: string, eyes: string, more = "") =>
  `<circle cx="120" cy="120" r="92" fill="#ffd35c" stroke="#f0a82e" stroke-width="8"/>${eyes}${mouth}${more}`;

const DRAWINGS: Record<string, string> = {
  "369239263222822":
    '<path d="M84 108l40-74c6-12 28-8 28 12 0 14-4 30-8 44h44c18 0 26 18 18 32 8 8 8 24-2 30 6 10 2 26-8 30 2 14-8 24-24 24h-56c-14 0-22-6-32-12z" fill="#0a84ff"/><rect x="28" y="104" width="48" height="100" rx="12" fill="#0a84ff"/>',
  "369239263222901": face(
    '<path d="M76 138q44 62 88 0z" fill="#8c3b1f"/>',
    '<path d="M70 104q16-22 32 0M138 104q16-22 32 0" fill="none" stroke="#5a3310" stroke-width="10" stroke-linecap="round"/>',
  ),
  "369239263222902": face(
    '<path d="M82 146q38 34 76 0" fill="none" stroke="#8c3b1f" stroke-width="10" stroke-linecap="round"/>',
    '<g fill="#ef476f"><path d="M64 92c0-18 24-18 26-4 4-14 28-12 26 6-2 14-18 22-26 28-8-6-26-14-26-30z"/><path d="M126 92c0-18 24-18 26-4 4-14 28-12 26 6-2 14-18 22-26 28-8-6-26-14-26-30z"/></g>',
  ),
  "369239263222903": face(
    '<path d="M84 168q36-34 72 0" fill="none" stroke="#8c3b1f" stroke-width="10" stroke-linecap="round"/>',
    '<g fill="#5a3310"><circle cx="88" cy="108" r="11"/><circle cx="152" cy="108" r="11"/></g>',
    '<path d="M160 124c14 18 14 34 0 36-14-2-14-18 0-36z" fill="#5bb8ff"/>',
  ),
  "369239263222904":
    '<path d="M48 204L84 96l64 64z" fill="#f9a03f"/><path d="M66 150l32 32M78 118l46 46" stroke="#fff" stroke-width="8"/><path d="M96 92c0-34 26-28 20-56M150 160c34 0 30-26 58-18M120 120c26-10 40-36 70-48" fill="none" stroke="#7b5cff" stroke-width="8" stroke-linecap="round"/><g><circle cx="150" cy="52" r="9" fill="#ef476f"/><circle cx="196" cy="106" r="9" fill="#06b48a"/><circle cx="84" cy="52" r="8" fill="#ffd35c"/><circle cx="176" cy="40" r="7" fill="#0a84ff"/></g>',
};

export const STICKER_IDS = Object.keys(DRAWINGS);

/** SVG, or null for an unknown id. */
export function drawSticker(id: string): string | null {
  const drawing = DRAWINGS[id];
  if (!drawing) return null;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" width="240" height="240">${drawing}</svg>`;
}
