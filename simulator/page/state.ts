import type { Chat, Faults, Page, Row, Samples } from "./api.ts";

/** A picked file on its way: `assetId` once it is uploaded. */
export type DraftFile = {
  id: number;
  name: string;
  mimeType: string;
  previewUrl: string;
  assetId: string | null;
  sample: string | null;
};

/** A message to a page that a person has begun. */
export type Draft = {
  text: string;
  files: DraftFile[];
  replyTo: string | null;
  editing: string | null;
};

export const state = {
  pages: [] as Page[],
  pageId: "",
  personId: null as string | null,
  rows: [] as Row[],
  chat: null as Chat | null,
  samples: { files: [], stickers: [], portraits: [] } as Samples,
  faults: null as Faults | null,
  castOn: false,
  isPanelOpen: false,
  isTrayOpen: null as "samples" | "stickers" | null,
  autoSeen: true,
  query: "",
  isOnline: true,
  drafts: new Map<string, Draft>(),
};

export function currentPage(): Page | null {
  return state.pages.find(({ pageId }) => pageId === state.pageId) ?? null;
}

export function currentRow(): Row | null {
  return state.rows.find(({ personId }) => personId === state.personId) ?? null;
}

/** The draft of the open chat; each chat keeps its own. */
export function currentDraft(): Draft {
  const key = `${state.pageId}:${state.personId ?? ""}`;
  const known = state.drafts.get(key);
  if (known) return known;
  const made: Draft = { text: "", files: [], replyTo: null, editing: null };
  state.drafts.set(key, made);
  return made;
}
