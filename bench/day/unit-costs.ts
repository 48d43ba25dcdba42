/**
 * The processor time of one step in ms. `npm run bench -- costs` measures them,
 * and `growth` those of screens; docs/performance.md, "Unit costs", and
 * docs/scaling.md have the runs that they are taken from. A new run replaces
 * every figure here and there.
 *
 * Where a step was measured at two paces, `calm` is the one where each comes
 * alone, and `busy` the one where several share their statements.
 */
export type Cost = {
  node: number;
  postgres: number;
  /** In each further web process, which hears of the events. */
  other: number;
};

export type Paced = { calm: Cost; busy: Cost };

export const unitCosts = {
  /** "a message, 1 viewer": 20 a second; with 200 connected, 100 a second. */
  message: {
    calm: { node: 5.78, postgres: 3.79, other: 0.4 },
    busy: { node: 2.04, postgres: 1.52, other: 0.23 },
  },
  /** "a reply, sent": 10 and 50 a second. */
  reply: {
    calm: { node: 15.84, postgres: 17.37, other: 1.1 },
    busy: { node: 7.86, postgres: 7.58, other: 0.8 },
  },
  /** "a notice that a message was read": 20 and 100 a second. Taken for its echo and delivery, too. */
  receipt: {
    calm: { node: 6.07, postgres: 5.43, other: 0.55 },
    busy: { node: 2.11, postgres: 1.58, other: 0.12 },
  },
  /** "a new customer, offered, accepted, closed": in a queue of 20, 1 at once; in one of 200, 8 at once, less its members. */
  arrival: {
    calm: { node: 50.8, postgres: 51.5, other: 2.5 },
    busy: { node: 39.6, postgres: 27.0, other: 6.6 },
  },
  /** "… in a queue of 10000" less "of 20", both with 10000 connected: for each member of the line. */
  arrivalMember: both({ node: 0.0497, postgres: 0.0696, other: 0 }),
  /** "… in a queue of 20, 10000 connected" less "200 connected": for each connected agent. */
  arrivalConnected: both({ node: 0.0019, postgres: 0.0036, other: 0 }),
  /** `npm run bench -- growth`, "5000 sockets" less "10 sockets" of a busy message: for each screen. */
  frame: both({ node: 0.02, postgres: 0, other: 0 }),
  /** "a message, 1 viewer, 10000 connected" less "200 connected": for each connected agent. */
  connected: {
    calm: { node: 0, postgres: 0.00015, other: 0 },
    busy: { node: 0, postgres: 0.00007, other: 0 },
  },
  /** `npm run bench -- growth`, "a second at rest", "5000 sockets" less "10 sockets", each. */
  screen: both({ node: 0.0144, postgres: 0.0048, other: 0 }),
} satisfies Record<string, Paced>;

export type Step = keyof typeof unitCosts;

/** Until an offer is on its screen: at the least, for each member of the line, and for each connected agent. */
export const offerMs = { base: 98, member: 0.125, connected: 0.008 };

/** Bytes of a row without its indexes, from the same run. */
export const rowBytes = {
  delivery: 442,
  message: 308,
  routing_trace: 587,
  offer: 156,
};

/** Webhooks that follow one reply: its echo, its delivery, its reading. */
export const RECEIPTS_PER_REPLY = 3;

function both(cost: Cost): Paced {
  return { calm: cost, busy: cost };
}
