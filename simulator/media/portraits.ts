/** Drawn faces, so that nobody in the simulator is a grey circle. Each is put
 *  together from a few parts by a row of this table. */
type Look = {
  ground: [string, string];
  skin: string;
  hair: string;
  style: keyof typeof HAIR;
  wear: string;
  collar: "crew" | "vee" | "shirt" | "hood";
  glasses?: boolean;
  beard?: boolean;
  earrings?: boolean;
};

const SKIN = {
  light: "#f9d9c1",
  fair: "#f2c6a0",
  warm: "#e3ab7c",
  tan: "#c98b5b",
  brown: "#9c6240",
  deep: "#6f4430",
};

/** Back of the hair (behind the head) and front (over it). Head: an ellipse
 *  of 78 × 92 around (200, 178). */
const HAIR = {
  bob: {
    back: "M112 176c-4-70 34-112 88-112s92 42 88 112c-2 40 4 66-6 84H118c-10-18-4-44-6-84z",
    front:
      "M122 166c2-48 30-82 78-82 46 0 76 30 79 82-26-6-46-20-60-44-22 26-56 40-97 44z",
  },
  long: {
    back: "M108 176c-6-72 36-114 92-114s98 42 92 114c-3 50 14 96 2 132H106c-12-36 5-82 2-132z",
    front:
      "M124 170c-2-52 28-88 76-88s78 36 76 88c-14-22-36-40-66-58-20 26-50 44-86 58z",
  },
  short: {
    back: "",
    front:
      "M118 168c-8-62 28-102 82-102s92 38 83 102c-8-18-12-30-16-46-30 8-92 8-128-6-6 18-14 30-21 52z",
  },
  crop: {
    back: "",
    front:
      "M120 160c-4-56 32-90 80-90s84 34 80 90c-8-30-30-52-80-52s-72 22-80 52z",
  },
  side: {
    back: "",
    front:
      "M117 170c-10-66 24-106 88-106 50 0 84 34 78 106-10-18-16-34-20-50-40 4-82-4-110-22-6 26-22 46-36 72z",
  },
  curly: {
    back: "M104 190c-22-30-8-66 10-76 0-34 32-58 62-52 22-16 60-10 74 12 34 4 54 40 42 70 16 24 6 54-12 66H116z",
    front:
      "M122 160c-4-22 8-42 26-46 6-18 34-24 50-14 18-10 42-2 50 14 20 4 34 24 30 48-14-8-22-18-26-28-14 8-30 6-40-2-12 10-30 12-44 4-14 14-30 22-46 24z",
  },
  bun: {
    back: "M200 22c30 0 46 22 44 44-2 20-20 32-44 32s-42-12-44-32c-2-22 14-44 44-44z",
    front:
      "M120 172c-6-64 30-104 80-104s86 40 80 104c-6-30-24-58-80-60-56 2-74 30-80 60z",
  },
  ponytail: {
    back: "M262 120c44 8 56 70 34 146-6 18-26 22-32 4 8-50 2-96-22-126z",
    front:
      "M119 170c-7-64 29-104 82-104 52 0 88 38 80 104-10-28-36-52-70-58-24 24-58 42-92 58z",
  },
  scarf: {
    back: "M98 190c-4-86 40-136 102-136s106 50 102 136c-2 60 24 96 12 130H86c-12-34 14-70 12-130z",
    front:
      "M120 182c-6-66 32-108 80-108s86 42 80 108c-4-44-34-70-80-70s-76 26-80 70z",
  },
  bald: { back: "", front: "" },
};

const LOOKS: Look[] = [
  {
    ground: ["#ffd9c7", "#ff9e8a"],
    skin: SKIN.light,
    hair: "#a4532a",
    style: "long",
    wear: "#2f6f73",
    collar: "vee",
    earrings: true,
  },
  {
    ground: ["#d7ecff", "#8fbff2"],
    skin: SKIN.fair,
    hair: "#1f1a1c",
    style: "bob",
    wear: "#f4b942",
    collar: "crew",
  },
  {
    ground: ["#e5f4d7", "#9fcf8a"],
    skin: SKIN.fair,
    hair: "#231f20",
    style: "side",
    wear: "#33415c",
    collar: "shirt",
    glasses: true,
  },
  {
    ground: ["#fff0c9", "#f3c969"],
    skin: SKIN.deep,
    hair: "#1a1414",
    style: "curly",
    wear: "#c8553d",
    collar: "crew",
    earrings: true,
  },
  {
    ground: ["#e9e1ff", "#b39ddb"],
    skin: SKIN.light,
    hair: "#d9a441",
    style: "short",
    wear: "#3f4e8c",
    collar: "hood",
  },
  {
    ground: ["#d5f5f1", "#7fcfc5"],
    skin: SKIN.tan,
    hair: "#2b1d16",
    style: "crop",
    wear: "#ffffff",
    collar: "shirt",
    beard: true,
  },
  {
    ground: ["#ffe1ee", "#f29bbd"],
    skin: SKIN.fair,
    hair: "#3a2a26",
    style: "bun",
    wear: "#7a4e7e",
    collar: "vee",
  },
  {
    ground: ["#e3e9f2", "#a3b4cc"],
    skin: SKIN.light,
    hair: "#c9c6c3",
    style: "side",
    wear: "#44546a",
    collar: "shirt",
    glasses: true,
  },
  {
    ground: ["#fce5d8", "#e7a97f"],
    skin: SKIN.brown,
    hair: "#21120d",
    style: "scarf",
    wear: "#2b6777",
    collar: "crew",
  },
  {
    ground: ["#d9f0ff", "#7cc0e8"],
    skin: SKIN.warm,
    hair: "#15110f",
    style: "ponytail",
    wear: "#e4572e",
    collar: "crew",
  },
  {
    ground: ["#f4f1d0", "#cfc36a"],
    skin: SKIN.fair,
    hair: "#201a18",
    style: "short",
    wear: "#4d7c5b",
    collar: "hood",
  },
  {
    ground: ["#ffe3d3", "#f5a97f"],
    skin: SKIN.light,
    hair: "#6b3f2a",
    style: "bob",
    wear: "#355c7d",
    collar: "shirt",
    glasses: true,
  },
  {
    ground: ["#dff3e4", "#86c79b"],
    skin: SKIN.deep,
    hair: "#100c0b",
    style: "crop",
    wear: "#f2b134",
    collar: "crew",
  },
  {
    ground: ["#efe3f7", "#c39bd3"],
    skin: SKIN.warm,
    hair: "#2a1a14",
    style: "long",
    wear: "#f7f3ee",
    collar: "crew",
    earrings: true,
  },
  {
    ground: ["#dbe7ff", "#8aa6e8"],
    skin: SKIN.tan,
    hair: "#3b2a20",
    style: "curly",
    wear: "#22577a",
    collar: "hood",
    beard: true,
  },
  {
    ground: ["#ffeccc", "#f4b860"],
    skin: SKIN.fair,
    hair: "#1c1718",
    style: "ponytail",
    wear: "#8ab17d",
    collar: "vee",
    glasses: true,
  },
  {
    ground: ["#e1f1f0", "#9dc6c2"],
    skin: SKIN.light,
    hair: "#8f8a86",
    style: "bald",
    wear: "#3d405b",
    collar: "shirt",
    beard: true,
  },
  {
    ground: ["#ffdfe0", "#ef8e93"],
    skin: SKIN.fair,
    hair: "#2d2022",
    style: "long",
    wear: "#ffffff",
    collar: "shirt",
  },
  {
    ground: ["#e4efd4", "#aac47a"],
    skin: SKIN.brown,
    hair: "#17100e",
    style: "short",
    wear: "#bc4b51",
    collar: "crew",
    beard: true,
  },
  {
    ground: ["#e0e5ff", "#97a5ee"],
    skin: SKIN.warm,
    hair: "#4a2c20",
    style: "bun",
    wear: "#f28482",
    collar: "hood",
    earrings: true,
  },
];

export const PORTRAIT_KEYS = LOOKS.map(
  (_, index) => `p${String(index + 1).padStart(2, "0")}`,
);

/** SVG of 400 × 400, or null for a key that is not in PORTRAIT_KEYS. */
export function drawPortrait(key: string): string | null {
  const look = LOOKS[PORTRAIT_KEYS.indexOf(key)];
  if (!look) return null;
  const { ground, skin, hair, wear } = look;
  const shade = "#00000022";
  const parts = HAIR[look.style];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400">
<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="${ground[0]}"/><stop offset="1" stop-color="${ground[1]}"/></linearGradient></defs>
<rect width="400" height="400" fill="url(#g)"/>
<circle cx="310" cy="90" r="120" fill="#ffffff30"/>
<path d="${parts.back}" fill="${hair}"/>
<path d="M166 236h68v62c0 22-68 22-68 0z" fill="${skin}"/>
<path d="M166 256c20 18 48 18 68 0v22c-20 16-48 16-68 0z" fill="${shade}"/>
<path d="M60 400c4-72 50-106 106-116 10 26 58 26 68 0 56 10 102 44 106 116z" fill="${wear}"/>
${drawCollar(look.collar, wear, skin)}
<ellipse cx="121" cy="186" rx="13" ry="19" fill="${skin}"/><ellipse cx="279" cy="186" rx="13" ry="19" fill="${skin}"/>
<ellipse cx="200" cy="178" rx="78" ry="92" fill="${skin}"/>
${look.beard ? `<path d="M124 190c4 60 34 84 76 84s72-24 76-84c-14 26-28 34-46 34-10 0-20-6-30-6s-20 6-30 6c-18 0-32-8-46-34z" fill="${hair === "#c9c6c3" ? "#bbb7b3" : hair}" opacity=".92"/>` : ""}
<path d="${parts.front}" fill="${hair}"/>
<g fill="none" stroke="#3a2a22" stroke-width="6" stroke-linecap="round"><path d="M152 156q14-9 28-2"/><path d="M220 154q14-7 28 2"/></g>
<g fill="#2a2020"><ellipse cx="168" cy="180" rx="7" ry="9"/><ellipse cx="232" cy="180" rx="7" ry="9"/></g>
<g fill="#fff"><circle cx="171" cy="177" r="2.4"/><circle cx="235" cy="177" r="2.4"/></g>
<g fill="#f0605022"><ellipse cx="146" cy="208" rx="18" ry="12"/><ellipse cx="254" cy="208" rx="18" ry="12"/></g>
<path d="M199 186q-7 20 4 22" fill="none" stroke="#00000030" stroke-width="5" stroke-linecap="round"/>
<path d="M170 226q30 26 60 0q-6 30-30 30t-30-30z" fill="#fff" stroke="#8c3b33" stroke-width="5" stroke-linejoin="round"/>
${look.glasses ? '<g fill="#ffffff30" stroke="#2b2b33" stroke-width="6"><rect x="140" y="160" width="52" height="42" rx="18"/><rect x="208" y="160" width="52" height="42" rx="18"/><path d="M192 176q8-6 16 0" fill="none"/></g>' : ""}
${look.earrings ? '<g fill="#f7d774"><circle cx="120" cy="212" r="8"/><circle cx="280" cy="212" r="8"/></g>' : ""}
</svg>`;
}

function drawCollar(
  collar: Look["collar"],
  wear: string,
  skin: string,
): string {
  switch (collar) {
    case "crew":
      return `<path d="M158 287q42 44 84 0" fill="none" stroke="#00000026" stroke-width="9"/>`;
    case "vee":
      return `<path d="M163 286l37 56 37-56z" fill="${skin}"/>`;
    case "shirt":
      return `<path d="M163 286l37 42 37-42 16 14-28 46-25-22-25 22-28-46z" fill="#ffffffd0"/><path d="M200 330v70" stroke="#0000001f" stroke-width="5"/>`;
    case "hood":
      return `<path d="M140 292c16 60 104 60 120 0l18 8c-14 84-142 84-156 0z" fill="${wear}" stroke="#00000022" stroke-width="6"/><path d="M178 348v34M222 348v34" stroke="#ffffffb0" stroke-width="5" stroke-linecap="round"/>`;
  }
}
