/** Page pictures: a mark on a plain ground, 200 × 200. Any other key gives a
 *  lettermark in a colour of its own. */
const MARKS: Record<string, { ground: string; mark: string }> = {
  lamp: {
    ground: "#1f4d3f",
    mark: '<path d="M68 104l14-48h36l14 48z" fill="#ffd166"/><path d="M100 104v40" stroke="#f4ede1" stroke-width="8"/><path d="M72 150h56" stroke="#f4ede1" stroke-width="10" stroke-linecap="round"/><path d="M62 118l-10 22M138 118l10 22" stroke="#ffd16680" stroke-width="6" stroke-linecap="round"/>',
  },
  tea: {
    ground: "#8c3b2a",
    mark: '<path d="M56 92h76v22c0 24-16 36-38 36s-38-12-38-36z" fill="#fbe9d0"/><path d="M132 98c22-4 26 28-4 30" fill="none" stroke="#fbe9d0" stroke-width="8"/><path d="M82 80c-8-12 8-18 0-32M104 80c-8-12 8-18 0-32" fill="none" stroke="#fbe9d0b0" stroke-width="6" stroke-linecap="round"/>',
  },
  book: {
    ground: "#2b3a67",
    mark: '<path d="M100 66c-16-12-38-14-56-8v82c18-6 40-4 56 8 16-12 38-14 56-8V58c-18-6-40-4-56 8z" fill="#fdf6e3"/><path d="M100 66v82" stroke="#2b3a67" stroke-width="5"/><circle cx="100" cy="42" r="12" fill="#ffb347"/>',
  },
};

const GROUNDS = [
  "#3d5a80",
  "#7b4b94",
  "#2a7f62",
  "#b5533c",
  "#4a5568",
  "#9c6b1f",
];

export function drawLogo(key: string): string {
  const known = MARKS[key];
  const sum = [...key].reduce((all, letter) => all + letter.charCodeAt(0), 0);
  const ground = known?.ground ?? GROUNDS[sum % GROUNDS.length] ?? "#3d5a80";
  const mark =
    known?.mark ??
    '<path d="M56 92l10-30h68l10 30v6H56z" fill="#fff"/><path d="M64 104h72v40H64z" fill="#ffffffd0"/><rect x="88" y="116" width="24" height="28" fill="#00000040"/>';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="200" height="200"><rect width="200" height="200" fill="${ground}"/>${mark}</svg>`;
}
