/**
 * The faults of a run, as a plan that its seed decides alone: the same seed
 * and minutes give the same plan, in whichever order the machine is fast.
 */
export type Fault =
  /** SIGKILL, and a start after that time. */
  | { kind: "kill"; what: "web" | "worker"; nth: number }
  /** SIGSTOP, and SIGCONT after that time. */
  | { kind: "freeze"; what: "web" | "worker"; nth: number }
  /** The whole of Postgres by SIGKILL, and a start after that time. */
  | { kind: "kill_postgres" }
  /** Redis by SIGKILL, and an empty one after that time. */
  | { kind: "kill_redis" }
  /** Redis stands still. */
  | { kind: "freeze_redis" }
  /** One process' line to Postgres is cut. */
  | { kind: "cut"; nth: number }
  /** One process' line to Postgres moves nothing, and nobody is told. */
  | { kind: "stall"; nth: number }
  /** All connections that Postgres has are taken by others. */
  | { kind: "connections" }
  /** A switch of the simulator. */
  | { kind: "vendor"; name: string; faults: object }
  /** The disk of the database, or of the files, has no room. */
  | { kind: "disk_full"; what: "database" | "files" }
  /** One process' clock is set forward or back, and right again after that time. */
  | { kind: "clock"; nth: number; byMs: number }
  /** The same for Postgres, whose time every process goes by. */
  | { kind: "clock_postgres"; byMs: number }
  /** Sockets that connect at once, and leave after that time. */
  | { kind: "sockets"; count: number };

export type Step = {
  /** ms since the beginning of the run. */
  at: number;
  lastsMs: number;
  fault: Fault;
};

export type PlanInput = {
  seed: number;
  totalMs: number;
  webs: number;
  workers: number;
  sockets: number;
  /** Whether events go over Redis. */
  redis: boolean;
  /** The shortest and the longest fault, and the calm between two steps. */
  lastsMs: Range;
  calmMs: Range;
};

export type Range = readonly [from: number, to: number];

/** A second fault at the same time, in so many of a hundred steps. */
const TOGETHER_PERCENT = 35;

/** The steps by which a clock is set. Those of Postgres are smaller, since its work becomes due later by as much. */
const CLOCK_MS: Range = [60_000, 3_600_000];
const CLOCK_OF_POSTGRES_MS: Range = [5_000, 60_000];

const VENDOR: { name: string; faults: object }[] = [
  { name: "slow", faults: { graphLatencyMs: 2_000 } },
  { name: "cuts each call", faults: { graphDown: "reset" } },
  { name: "answers 500", faults: { graphDown: "500" } },
  {
    name: "refuses some sends for now",
    faults: { failSends: { count: 5, code: 2, transient: true, status: 500 } },
  },
  {
    name: "takes a send and never answers",
    faults: { sendTimeout: "reset-after", sendTimeoutCount: 3 },
  },
  {
    name: "neither takes a send nor answers",
    faults: { sendTimeout: "before", sendTimeoutCount: 1 },
  },
  { name: "doubles webhooks", faults: { duplicateDeliveries: true } },
  { name: "reorders webhooks", faults: { reorderDeliveries: true } },
  { name: "echoes first", faults: { echoFirst: true } },
  { name: "gathers webhooks", faults: { batchMs: 1_000 } },
  { name: "holds webhooks", faults: { webhooksPaused: true } },
];

/** Pure. */
export function planOf(input: PlanInput): Step[] {
  const random = createRandom(input.seed);
  const between = ([from, to]: Range) =>
    Math.round(from + random() * (to - from));
  const below = (count: number) => Math.floor(random() * count);
  const eitherWay = (range: Range) =>
    (below(2) === 0 ? 1 : -1) * between(range);
  const kinds = kindsOf(input);
  // Every kind once before one comes again, so that a short run is no lottery.
  let bag: (() => Fault)[] = [];
  const draw = (): Fault => {
    if (bag.length === 0) bag = [...kinds];
    const [kind] = bag.splice(below(bag.length), 1);
    if (!kind) throw new Error("No kind of fault is left.");
    return kind();
  };
  function kindsOf({
    webs,
    workers,
    sockets,
    redis,
  }: PlanInput): (() => Fault)[] {
    const nodes = webs + workers;
    return [
      () => ({ kind: "kill", what: "web", nth: below(webs) }),
      () => ({ kind: "kill", what: "worker", nth: below(workers) }),
      () => ({ kind: "freeze", what: "web", nth: below(webs) }),
      () => ({ kind: "freeze", what: "worker", nth: below(workers) }),
      () => ({ kind: "kill_postgres" }),
      () => ({ kind: "cut", nth: below(nodes) }),
      () => ({ kind: "stall", nth: below(nodes) }),
      () => ({ kind: "connections" }),
      () => ({ kind: "disk_full", what: "database" }),
      () => ({ kind: "disk_full", what: "files" }),
      () => ({ kind: "clock", nth: below(nodes), byMs: eitherWay(CLOCK_MS) }),
      () => ({
        kind: "clock_postgres",
        byMs: eitherWay(CLOCK_OF_POSTGRES_MS),
      }),
      ...VENDOR.map((one) => (): Fault => ({ kind: "vendor", ...one })),
      () => ({ kind: "sockets", count: sockets }),
      ...(redis
        ? [
            (): Fault => ({ kind: "kill_redis" }),
            (): Fault => ({ kind: "freeze_redis" }),
          ]
        : []),
    ];
  }
  const steps: Step[] = [];
  let at = between(input.calmMs);
  while (at < input.totalMs) {
    const lastsMs = between(input.lastsMs);
    const fault = draw();
    steps.push({ at, lastsMs, fault });
    if (below(100) < TOGETHER_PERCENT) {
      const other = draw();
      if (other.kind !== fault.kind)
        steps.push({ at, lastsMs: between(input.lastsMs), fault: other });
    }
    at += lastsMs + between(input.calmMs);
  }
  return steps;
}

/** The fault in words, for the line that reports it. Pure. */
export function wordsOf({ fault, lastsMs }: Step): string {
  const seconds = `${(lastsMs / 1000).toFixed(1)} s`;
  switch (fault.kind) {
    case "kill":
      return `kill -9 of ${fault.what} ${fault.nth}, back after ${seconds}`;
    case "freeze":
      return `${fault.what} ${fault.nth} stands still for ${seconds}`;
    case "kill_postgres":
      return `kill -9 of Postgres, back after ${seconds}`;
    case "kill_redis":
      return `kill -9 of Redis, back after ${seconds}`;
    case "freeze_redis":
      return `Redis stands still for ${seconds}`;
    case "cut":
      return `process ${fault.nth} is cut off from Postgres for ${seconds}`;
    case "stall":
      return `the line of process ${fault.nth} to Postgres stands still for ${seconds}`;
    case "connections":
      return `no connection is left in Postgres for ${seconds}`;
    case "disk_full":
      return `the disk of the ${fault.what} is full for ${seconds}`;
    case "clock":
      return `the clock of process ${fault.nth} is set ${stepOf(fault.byMs)} for ${seconds}`;
    case "clock_postgres":
      return `the clock of Postgres is set ${stepOf(fault.byMs)} for ${seconds}`;
    case "vendor":
      return `the vendor ${fault.name} for ${seconds}`;
    case "sockets":
      return `${fault.count} sockets at once, for ${seconds}`;
  }
}

function stepOf(byMs: number): string {
  const seconds = Math.round(Math.abs(byMs) / 1000);
  const size =
    seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return `${size} ${byMs < 0 ? "back" : "forward"}`;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). Pure but for its state. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
