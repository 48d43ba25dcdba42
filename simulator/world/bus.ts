/** An event inside, for the page's live stream and for the cast. */
export type WorldEvent =
  | { type: "chat"; pageId: string; personId: string }
  | { type: "page-message"; pageId: string; personId: string; mid: string }
  | { type: "page-reaction"; pageId: string; personId: string; mid: string }
  | { type: "people" }
  | { type: "world" }
  | { type: "faults" }
  | { type: "cast" }
  | { type: "api-channel" }
  | { type: "delivery"; id: number }
  | { type: "graph"; id: number };

export type Bus = {
  emit(event: WorldEvent): void;
  /** @returns a function that ends the subscription. */
  on(listener: (event: WorldEvent) => void): () => void;
};

/** A listener that throws must not stop the others, nor the act that spoke. */
export function createBus(): Bus {
  const listeners = new Set<(event: WorldEvent) => void>();
  return {
    emit(event) {
      for (const listener of [...listeners]) listener(event);
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
