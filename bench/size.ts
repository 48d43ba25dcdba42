/** The extent of a run: `full` for figures, `short` to see that it runs. */
export type Size = {
  /** The server, from the root of the repository. */
  program: string;
  rounds: number;
  /** (a), (b): messages of a round by connections. */
  floods: { connections: number; messages: number }[];
  /** (c) */
  paces: { perSecond: number; agents: number; seconds: number }[];
  sustained: { perSecond: number; agents: number; seconds: number };
  /** (d): threads, and requests of a round. */
  fewThreads: number;
  manyThreads: number;
  requests: number;
  /** (e): replies of a round. */
  replies: number;
  crashMessages: number;
  /** (i): leads in the lists, those of one POST, and requests of each list. */
  leads: { listed: number; posted: number; requests: number };
  /** (g): agents of one queue, arrivals of each strategy, takes at once, and how long the longest queue is. */
  routing: {
    agents: number;
    arrivals: number;
    takes: number;
    waiting: number;
    selections: number;
  };
  /** (j): threads of the big company, rounds and requests of each read, and the pace of messages. */
  big: {
    threads: number;
    rounds: number;
    requests: number;
    /** Also when it is not asked for by name: filling it takes many minutes. */
    always: boolean;
    live?: { perSecond: number; agents: number; seconds: number };
  };
  /** The time a server is left alone before its memory is read. */
  restMs: number;
};

export const full: Size = {
  program: "server/main.ts",
  rounds: 5,
  floods: [
    { connections: 1, messages: 200 },
    { connections: 16, messages: 1_500 },
    { connections: 64, messages: 1_500 },
  ],
  // Of 60 messages the 99th percentile would be the slowest one.
  paces: [
    { perSecond: 20, seconds: 10 },
    { perSecond: 100, seconds: 3 },
    { perSecond: 200, seconds: 3 },
  ].flatMap((pace) => [1, 50].map((agents) => ({ ...pace, agents }))),
  sustained: { perSecond: 200, agents: 50, seconds: 60 },
  fewThreads: 1_000,
  manyThreads: 100_000,
  requests: 30,
  replies: 25,
  crashMessages: 1_000,
  leads: { listed: 1_000_000, posted: 100, requests: 40 },
  routing: {
    agents: 200,
    arrivals: 200,
    takes: 100,
    waiting: 10_000,
    selections: 25,
  },
  big: { threads: 1_000_000, rounds: 3, requests: 20, always: false },
  restMs: 3_000,
};

export const short: Size = {
  program: "bench/headless.ts",
  rounds: 1,
  floods: [{ connections: 16, messages: 40 }],
  paces: [{ perSecond: 20, agents: 2, seconds: 0.5 }],
  sustained: { perSecond: 20, agents: 2, seconds: 0.5 },
  fewThreads: 50,
  manyThreads: 200,
  requests: 2,
  replies: 2,
  crashMessages: 40,
  leads: { listed: 300, posted: 3, requests: 2 },
  routing: { agents: 3, arrivals: 2, takes: 3, waiting: 30, selections: 2 },
  big: {
    threads: 200,
    rounds: 1,
    requests: 1,
    always: true,
    live: { perSecond: 20, agents: 2, seconds: 0.5 },
  },
  restMs: 100,
};
