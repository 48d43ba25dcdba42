/**
 * The coming events of a simulated day: a heap by time. It holds arrays of numbers, since a day has tens of millions of
 * entries. Entries of the same time come in an order that is the same in every run.
 */
export type Agenda = {
  add(atMs: number, act: number, subject: number, detail?: number): void;
  /** Takes the earliest entry; false: there is none. */
  next(): boolean;
  /** The entry that was taken. */
  readonly atMs: number;
  readonly act: number;
  readonly subject: number;
  readonly detail: number;
};

/** Children of an entry. Four need half the levels of two. */
const WIDTH = 4;

export function createAgenda(): Agenda {
  let room = 1_024;
  let times = new Float64Array(room);
  let slots = new Int32Array(room);
  // By slot: what the entry is about.
  let acts = new Uint8Array(room);
  let subjects = new Int32Array(room);
  let details = new Float64Array(room);
  const free: number[] = [];
  let size = 0;
  let used = 0;
  let present = { atMs: 0, slot: 0 };

  function grow(): void {
    room *= 2;
    const wider = <List extends Float64Array | Int32Array | Uint8Array>(
      list: List,
    ): List => {
      const copy = new (list.constructor as new (room: number) => List)(room);
      copy.set(list);
      return copy;
    };
    times = wider(times);
    slots = wider(slots);
    acts = wider(acts);
    subjects = wider(subjects);
    details = wider(details);
  }

  function rise(atMs: number, slot: number): void {
    let at = size;
    size += 1;
    while (at > 0) {
      const above = (at - 1) >> 2;
      const time = times[above] ?? 0;
      if (time <= atMs) break;
      times[at] = time;
      slots[at] = slots[above] ?? 0;
      at = above;
    }
    times[at] = atMs;
    slots[at] = slot;
  }

  function sink(atMs: number, slot: number): void {
    let at = 0;
    for (;;) {
      const first = at * WIDTH + 1;
      if (first >= size) break;
      const end = Math.min(first + WIDTH, size);
      let child = first;
      let time = times[first] ?? 0;
      for (let other = first + 1; other < end; other += 1) {
        const otherTime = times[other] ?? 0;
        if (otherTime < time) {
          child = other;
          time = otherTime;
        }
      }
      if (time >= atMs) break;
      times[at] = time;
      slots[at] = slots[child] ?? 0;
      at = child;
    }
    times[at] = atMs;
    slots[at] = slot;
  }

  return {
    add(atMs, act, subject, detail = 0) {
      if (used >= room) grow();
      const slot = free.pop() ?? used++;
      acts[slot] = act;
      subjects[slot] = subject;
      details[slot] = detail;
      rise(atMs, slot);
    },
    next() {
      if (size === 0) return false;
      present = { atMs: times[0] ?? 0, slot: slots[0] ?? 0 };
      size -= 1;
      if (size > 0) sink(times[size] ?? 0, slots[size] ?? 0);
      // Read through `present` until the next entry is added.
      free.push(present.slot);
      return true;
    },
    get atMs() {
      return present.atMs;
    },
    get act() {
      return acts[present.slot] ?? 0;
    },
    get subject() {
      return subjects[present.slot] ?? 0;
    },
    get detail() {
      return details[present.slot] ?? 0;
    },
  };
}
