/** The photos people send: drawn scenes of 1200 × 900. Writing in them is made
 *  of strokes, so they look the same whatever fonts a machine has. */
const lampShade = (x: number, y: number) =>
  `<g transform="translate(${x} ${y})"><ellipse cx="0" cy="345" rx="120" ry="20" fill="#00000026"/><rect x="-80" y="318" width="160" height="24" rx="12" fill="#6b4a2f"/><rect x="-9" y="60" width="18" height="262" fill="#8a6240"/><path d="M-70-110h140l60 190h-260z" fill="#f6e3b4"/><path d="M-70-110h60l-20 190h-100z" fill="#fff3cf"/><path d="M-130 80h260" stroke="#d9bd7a" stroke-width="10"/></g>`;

const lines = (
  x: number,
  y: number,
  widths: number[],
  gap: number,
  colour: string,
) =>
  widths
    .map(
      (w, i) =>
        `<rect x="${x}" y="${y + i * gap}" width="${w}" height="12" rx="6" fill="${colour}"/>`,
    )
    .join("");

const room = `<rect width="1200" height="900" fill="#e9e2d6"/><rect y="640" width="1200" height="260" fill="#b98d63"/><path d="M0 640h1200M0 730h1200M0 820h1200" stroke="#a27850" stroke-width="4"/><rect y="626" width="1200" height="16" fill="#f7f3ec"/>`;

const SCENES: Record<string, { name: string; svg: string }> = {
  lamp: {
    name: "lamp.jpg",
    svg: `<defs><radialGradient id="l" cx=".5" cy=".42" r=".6"><stop stop-color="#fff6d8"/><stop offset="1" stop-color="#c9b48a"/></radialGradient></defs><rect width="1200" height="900" fill="url(#l)"/><rect y="690" width="1200" height="210" fill="#7d5a3c"/><rect y="690" width="1200" height="14" fill="#94704f"/>${lampShade(600, 360)}<path d="M470 440l-160 250h580L730 440z" fill="#fff6c455"/><g transform="translate(900 560)"><rect x="-70" y="20" width="140" height="115" rx="14" fill="#d8d2c8"/><path d="M-10 30c-90-60-70-130-20-150 10 60 20 90 20 150zM10 30c80-50 90-130 40-170-26 60-40 110-40 170zM0 30c-14-90 0-150 6-190 26 60 18 140-6 190z" fill="#4f7a4c"/></g>`,
  },
  cracked: {
    name: "IMG_2041.jpg",
    svg: `<rect width="1200" height="900" fill="#cfc6ba"/><path d="M0 620l1200-60v340H0z" fill="#8d6b4b"/><g transform="rotate(24 600 450)">${lampShade(600, 330)}<path d="M566 232l34 46-26 34 44 40-20 42 34 22" fill="none" stroke="#4a3421" stroke-width="8" stroke-linejoin="round"/><path d="M600 278l46-10M574 312l-40 14M618 352l42 10" stroke="#4a3421" stroke-width="6"/></g><g fill="#f6e3b4" stroke="#d9bd7a" stroke-width="3"><path d="M300 700l50-34 26 44z"/><path d="M408 752l34-10-6 34z"/><path d="M258 772l30-22 22 26z"/></g><circle cx="640" cy="330" r="150" fill="none" stroke="#e63946" stroke-width="12"/>`,
  },
  receipt: {
    name: "receipt.jpg",
    svg: `<rect width="1200" height="900" fill="#5b4636"/><path d="M0 180h1200M0 420h1200M0 660h1200" stroke="#4d3a2c" stroke-width="6"/><g transform="rotate(-4 600 450)"><path d="M380 40h440v800l-37-22-36 22-37-22-37 22-36-22-37 22-37-22-37 22-36-22-37 22-37-22-36 22z" fill="#fffdf6"/><circle cx="600" cy="120" r="38" fill="#1f4d3f"/><path d="M582 128l7-24h22l7 24z" fill="#ffd166"/>${lines(500, 186, [200], 0, "#3b3b3b")}${lines(535, 214, [130], 0, "#9a9a9a")}<path d="M420 262h360" stroke="#bbb" stroke-width="4" stroke-dasharray="10 8"/>${lines(420, 300, [180, 210, 150, 190, 120], 52, "#5a5a5a")}${lines(700, 300, [80, 80, 80, 80, 80], 52, "#5a5a5a")}<path d="M420 572h360" stroke="#bbb" stroke-width="4" stroke-dasharray="10 8"/><rect x="420" y="604" width="120" height="20" rx="8" fill="#222"/><rect x="660" y="604" width="120" height="20" rx="8" fill="#222"/><g fill="#222">${[0, 14, 22, 40, 52, 60, 78, 92, 106, 114, 132, 148, 160, 176, 190, 198, 214, 230, 244, 258, 270, 288, 302, 316].map((x, i) => `<rect x="${436 + x}" y="680" width="${i % 3 === 0 ? 10 : 5}" height="80"/>`).join("")}</g></g>`,
  },
  room: {
    name: "living-room.jpg",
    svg: `${room}<rect x="90" y="110" width="300" height="360" fill="#cfe6f2" stroke="#fff" stroke-width="22"/><path d="M240 110v360M90 290h300" stroke="#fff" stroke-width="14"/><path d="M96 440c60-70 110-30 150-60s90 0 138-40v124H96z" fill="#8fb996"/><rect x="560" y="140" width="200" height="150" fill="#fff" stroke="#3d405b" stroke-width="12"/><path d="M572 278l60-80 40 46 30-34 46 68z" fill="#e07a5f"/><circle cx="620" cy="180" r="16" fill="#f2cc8f"/><path d="M470 520c0-40 30-50 60-50h380c30 0 60 10 60 50v70H470z" fill="#4f6d7a"/><rect x="440" y="560" width="560" height="130" rx="30" fill="#5d7f8e"/><rect x="470" y="560" width="250" height="70" rx="18" fill="#6f93a3"/><rect x="726" y="560" width="250" height="70" rx="18" fill="#6f93a3"/><rect x="500" y="500" width="100" height="90" rx="18" fill="#f2cc8f" transform="rotate(-8 550 545)"/><path d="M480 690v40M960 690v40" stroke="#3b2b1e" stroke-width="16"/><ellipse cx="640" cy="800" rx="360" ry="60" fill="#e07a5f55"/><g transform="translate(1080 0)"><path d="M0 330v390" stroke="#3b3b3b" stroke-width="12"/><path d="M-50 230h100l36 110h-172z" fill="#ffe8a3"/><ellipse cx="0" cy="724" rx="60" ry="12" fill="#3b3b3b"/></g>`,
  },
  parcel: {
    name: "parcel.jpg",
    svg: `<rect width="1200" height="900" fill="#9db4a8"/><rect x="360" y="0" width="480" height="700" fill="#3e5c76"/><rect x="400" y="50" width="400" height="280" rx="12" fill="#34506a"/><rect x="400" y="370" width="400" height="280" rx="12" fill="#34506a"/><circle cx="790" cy="370" r="20" fill="#e0c068"/><path d="M0 700h1200v200H0z" fill="#8a8f94"/><rect x="310" y="690" width="580" height="70" fill="#5c4a3a"/><g transform="translate(400 470)"><path d="M0 70l200-50 210 50v220l-210 60L0 290z" fill="#c99a5f"/><path d="M0 70l200 60 210-60-210-50z" fill="#ddb277"/><path d="M200 130v220L0 290V70z" fill="#b98a50"/><path d="M90 46l206 56v40l-34 10v-40L56 54z" fill="#efe3c4"/><rect x="250" y="190" width="120" height="80" fill="#fff" transform="skewY(-16) translate(0 76)"/></g>`,
  },
  shop: {
    name: "storefront.jpg",
    svg: `<defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="#2b3a67"/><stop offset="1" stop-color="#e8956d"/></linearGradient></defs><rect width="1200" height="900" fill="url(#s)"/><rect x="120" y="120" width="960" height="640" fill="#8d5a44"/><rect x="120" y="120" width="960" height="90" fill="#5e3a2c"/><circle cx="240" cy="165" r="22" fill="#ffd166"/>${lines(290, 150, [300], 0, "#f7e7ce")}${lines(290, 174, [180], 0, "#f7e7ceaa")}<g>${[0, 1, 2, 3, 4, 5, 6, 7].map((i) => `<path d="M${140 + i * 115} 230h115v70c0 40-115 40-115 0z" fill="${i % 2 ? "#f4efe6" : "#1f4d3f"}"/>`).join("")}</g><rect x="170" y="370" width="560" height="330" fill="#ffe9b0"/><path d="M260 370v90M400 370v60M540 370v100M650 370v70" stroke="#5e3a2c" stroke-width="5"/><g fill="#ffd166" stroke="#d9a441" stroke-width="4"><path d="M225 520l20-60h30l20 60z"/><path d="M365 490l20-60h30l20 60z"/><path d="M505 530l20-60h30l20 60z"/><path d="M615 500l20-60h30l20 60z"/></g><rect x="170" y="640" width="560" height="60" fill="#a9714b"/><rect x="800" y="370" width="200" height="390" fill="#3e2a20"/><rect x="826" y="396" width="148" height="200" fill="#ffe9b0"/><circle cx="836" cy="640" r="12" fill="#ffd166"/><rect y="760" width="1200" height="140" fill="#4a4a55"/><path d="M0 764h1200" stroke="#6b6b78" stroke-width="10"/>`,
  },
  cat: {
    name: "my-helper.jpg",
    svg: `${room}<rect x="150" y="420" width="900" height="260" rx="60" fill="#7d5ba6"/><rect x="110" y="500" width="980" height="220" rx="50" fill="#8e6bb8"/><ellipse cx="600" cy="600" rx="230" ry="110" fill="#e8a15a"/><path d="M800 640c90 20 150-40 120-120-6-16 14-24 24-8 40 100-40 190-150 170z" fill="#e8a15a"/><g transform="translate(430 470)"><path d="M-78-64l10-90 60 50zM78-64l-10-90-60 50z" fill="#e8a15a"/><circle r="98" fill="#efb06e"/><path d="M-40-92v40M0-98v46M40-92v40" stroke="#c97f3a" stroke-width="12" stroke-linecap="round"/><path d="M-52-6q18-22 36 0M16-6q18-22 36 0" fill="none" stroke="#3a2416" stroke-width="8" stroke-linecap="round"/><path d="M-10 26h20l-10 12z" fill="#e86a6a"/><path d="M0 38q-16 20-30 6M0 38q16 20 30 6" fill="none" stroke="#3a2416" stroke-width="6" stroke-linecap="round"/><path d="M-96 20l-60-10M-96 36l-58 10M96 20l60-10M96 36l58 10" stroke="#fff" stroke-width="5"/></g><path d="M620 520v80M690 516v90M760 530v70" stroke="#c97f3a" stroke-width="14" stroke-linecap="round"/>`,
  },
  tea: {
    name: "afternoon-tea.jpg",
    svg: `<rect width="1200" height="900" fill="#dcebe4"/><circle cx="600" cy="470" r="400" fill="#f7f1e6"/><circle cx="600" cy="470" r="400" fill="none" stroke="#e3d6bd" stroke-width="14"/><g transform="translate(430 430)"><circle r="150" fill="#fff"/><circle r="116" fill="#a8643a"/><circle r="116" fill="none" stroke="#e9ded0" stroke-width="12"/><path d="M-60-30c40-30 90-20 120 10" stroke="#d9a06b" stroke-width="10" fill="none" stroke-linecap="round"/><path d="M140-30c60-10 60 70-6 60" fill="none" stroke="#fff" stroke-width="26"/></g><g transform="translate(790 560)"><ellipse rx="150" ry="110" fill="#fff" stroke="#e9ded0" stroke-width="8"/><path d="M-90 10L20-70l70 90z" fill="#f3cf8e"/><path d="M-90 10l180 10v30l-180-10z" fill="#e0a95c"/><path d="M-80 2L16-62l14 18z" fill="#fff8e8"/><circle cx="20" cy="-30" r="18" fill="#d7263d"/></g><g transform="translate(760 260)"><path d="M0 90c-60-40-40-110 0-150 40 40 60 110 0 150z" fill="#6a994e"/><path d="M0-50V110" stroke="#386641" stroke-width="7"/></g>`,
  },
};

export const SCENE_KEYS = Object.keys(SCENES);

export function drawScene(key: string): { name: string; svg: string } | null {
  const scene = SCENES[key];
  if (!scene) return null;
  return {
    name: scene.name,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 900" width="1200" height="900">${scene.svg}</svg>`,
  };
}
