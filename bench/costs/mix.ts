import { loadOf, type Second } from "../day/needs.ts";
import { alone } from "../figures.ts";
import { atRate } from "../load.ts";
import { pause, until } from "../program.ts";
import { isApplied } from "../scene.ts";
import {
  nothingToSend,
  sendReply,
  serve,
  WAIT_MS,
  write,
  type Pace,
} from "./acts.ts";
import { PART, SETTLE_MS, spend, type Hall } from "./hall.ts";

const MESSAGES: Pace = { perSecond: 10, count: 300 };
const REPLIES: Pace = { perSecond: 5, count: 150 };
const ARRIVALS = { count: 60, atOnce: 2 };

/**
 * Messages, replies and new customers at the same time, as on a day, and what the
 * simulation of a day predicts for them from the unit costs that it has.
 */
export async function measureMix(
  hall: Hall,
  { psids, threads }: { psids: string[]; threads: string[] },
): Promise<void> {
  const { figures, say, sockets, db } = hall;
  const startedAt = performance.now();
  let seconds = 1;
  const name = "a mix of messages, replies and new customers, all of it";
  const measured = await spend(hall, { name, count: 1 }, async () => {
    await Promise.all([
      atRate(MESSAGES.perSecond, MESSAGES.count, (index) =>
        write(hall, psids[index % psids.length] ?? ""),
      ),
      atRate(REPLIES.perSecond, REPLIES.count, (index) =>
        sendReply(hall, threads[index % threads.length] ?? ""),
      ),
      serve(hall, ARRIVALS),
    ]);
    await until(() => isApplied(db), WAIT_MS, "applying");
    await until(() => nothingToSend(db), WAIT_MS, "sending");
    await pause(SETTLE_MS);
    seconds = (performance.now() - startedAt) / 1_000;
  });
  const second: Second = {
    newCustomers: ARRIVALS.count / seconds,
    messages: (MESSAGES.count + ARRIVALS.count) / seconds,
    replies: REPLIES.count / seconds,
    // This vendor sends no echoes and no receipts.
    receipts: 0,
    offers: ARRIVALS.count / seconds,
    accepts: ARRIVALS.count / seconds,
    choices: ARRIVALS.count / seconds,
    events: (MESSAGES.count + 2 * REPLIES.count) / seconds,
    presences: 0,
    frames: (MESSAGES.count + 2 * REPLIES.count) / seconds,
    connected: sockets.length,
    screens: sockets.length,
    line: 20,
  };
  for (const pace of ["busy", "calm"] as const) {
    const { node, postgres } = loadOf(second, pace);
    const all = node * seconds + postgres * seconds;
    const by = (all / (measured.node + measured.postgres) - 1) * 100;
    say(
      `predicted with the ${pace} costs: node ${(node * seconds).toFixed(0)} ms, postgres ${(postgres * seconds).toFixed(0)} ms, ${by.toFixed(0)} % off`,
    );
    figures.push(
      alone(
        {
          part: PART,
          name: `the mix as predicted with the ${pace} costs, off by`,
          unit: "%",
        },
        [by],
      ),
    );
  }
}
