import { ApiError } from "#components/live/transport/api.ts";

/** The server's question whether the agent means to exceed their capacity. */
export type Overfull = { load: number; capacity: number };

export type OverfullQuestion = Overfull & { answer: (yes: boolean) => void };

let open: OverfullQuestion | null = null;
const listeners = new Set<() => void>();

/** The question in an error; null: it is another error. */
export function overfullOf(error: unknown): Overfull | null {
  return error instanceof ApiError && error.code === "at_capacity"
    ? (error.current as Overfull)
    : null;
}

/** Shows the question over the page, for every way of becoming an owner. One at a time: an older question is answered with no. */
export function askOverfull({ load, capacity }: Overfull): Promise<boolean> {
  open?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      if (open?.answer !== answer) return;
      show(null);
      resolve(yes);
    };
    show({ load, capacity, answer });
  });
}

/** For the one dialog that shows it. */
export const overfullQuestion = {
  get: () => open,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function show(question: OverfullQuestion | null): void {
  open = question;
  for (const listener of listeners) listener();
}
