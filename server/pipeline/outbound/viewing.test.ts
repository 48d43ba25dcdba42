import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createViewingBoard, type ViewingBoard } from "./viewing.ts";

/** A screen that is not heard of any more leaves no viewer behind. */

const mei = { id: "mei", name: "Mei" };
const jun = { id: "jun", name: "Jun" };
let board: ViewingBoard;
let told: string[];
let pictures: string[];

beforeEach(() => {
  vi.useFakeTimers();
  board = createViewingBoard();
  told = [];
  pictures = [];
  board.connect({
    onViewers: (_threadId, viewers) =>
      told.push(viewers.map(({ id, state }) => `${id} ${state}`).join()),
    onPicture: (_threadId, viewers) =>
      pictures.push(viewers.map(({ id, state }) => `${id} ${state}`).join()),
    onChange: () => undefined,
  });
});
afterEach(() => {
  board.stop();
  vi.useRealTimers();
});

test("typing fades, and a silent viewer ends", () => {
  board.set({ threadId: "t", agent: mei, state: "viewing" });
  board.set({ threadId: "t", agent: jun, state: "typing" });
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([
    "mei viewing",
    "mei viewing,jun typing",
    "mei viewing,jun viewing",
  ]);
  for (let n = 0; n < 4; n++) {
    vi.advanceTimersByTime(20_000);
    board.set({ threadId: "t", agent: mei, state: "viewing" });
  }
  expect(told.at(-1)).toBe("mei viewing");
  expect(told).toHaveLength(4);
});

test("what another node published counts here, without an echo", () => {
  board.receive({ threadId: "t", agent: jun, state: "viewing" });
  expect(told).toEqual([]);
  expect(pictures).toEqual(["jun viewing"]);
  board.set({ threadId: "t", agent: mei, state: "viewing" });
  expect(told).toEqual(["jun viewing,mei viewing"]);
});

test("a tab out of sight is told apart, and lasts as long as a browser lets it be silent", () => {
  board.set({ threadId: "t", agent: mei, state: "typing" });
  board.set({ threadId: "t", agent: mei, state: "open" });
  expect(told).toEqual(["mei typing", "mei open"]);
  vi.advanceTimersByTime(150_000);
  expect(told).toHaveLength(2);
  board.set({ threadId: "t", agent: mei, state: "viewing" });
  vi.advanceTimersByTime(90_000);
  expect(told.slice(2)).toEqual(["mei viewing", ""]);
});
