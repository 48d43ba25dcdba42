import { randomUUID } from "node:crypto";
import { alone, type Figure } from "../figures.ts";
import { openCaller } from "../load.ts";
import { pause } from "../program.ts";
import type { Scene } from "../scene.ts";
import { percentile } from "../statistics.ts";

/** Replies come one after the other, as people write them. */
const BETWEEN_MS = 20;

/** (e) an agent's reply: until the API has answered, and until it stands at the Graph API. */
export async function measureReplies(scene: Scene): Promise<Figure[]> {
  const { size, product, house, stage, say } = scene;
  const { rows } = await product.db.pool.query<{ id: string }>(
    `select id from thread where "ownerId" = $1 order by "lastMessageAt" desc limit 20`,
    [house.agentIds[0]],
  );
  const caller = openCaller(2);
  const answered: number[] = [];
  const arrived: number[] = [];
  for (let round = 0; round < size.rounds; round += 1) {
    const answerMs: number[] = [];
    const arrivalMs: number[] = [];
    for (let index = 0; index < size.replies; index += 1) {
      const text = `Yes, it is in stock. ${randomUUID()}`;
      const arrival = stage.graph.arrival(text);
      const startedAt = performance.now();
      const thread = rows[index % rows.length]?.id ?? "";
      const answer = await caller.call(
        "POST",
        `${product.program.url}/api/v1/threads/${thread}/messages`,
        {
          authorization: `Bearer ${house.tokens[0]}`,
          "content-type": "application/json",
        },
        JSON.stringify({ text, clientId: randomUUID() }),
      );
      if (answer.status !== 202) {
        throw new Error(`reply: ${answer.status} ${answer.body}`);
      }
      answerMs.push(answer.ms);
      arrivalMs.push((await arrival) - startedAt);
      await pause(BETWEEN_MS);
    }
    answered.push(percentile(answerMs, 0.5));
    arrived.push(percentile(arrivalMs, 0.5));
    say(
      `replies, round ${round + 1}: answered ${answered.at(-1)?.toFixed(1)} ms, at Graph ${arrived.at(-1)?.toFixed(1)} ms`,
    );
  }
  caller.close();
  const counted = (values: number[]) =>
    values.length > 1 ? values.slice(1) : values;
  return [
    alone(
      { part: "e", name: "reply answered, p50", unit: "ms" },
      counted(answered),
      { atMost: 15 },
    ),
    alone(
      { part: "e", name: "reply at the Graph API, p50", unit: "ms" },
      counted(arrived),
      { atMost: 25 },
    ),
  ];
}
