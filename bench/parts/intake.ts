import { signedMessages } from "../deliveries.ts";
import { compared, type Figure, type Pair } from "../figures.ts";
import { flood } from "../load.ts";
import { until } from "../program.ts";
import { count, isApplied, PSIDS, type Scene } from "../scene.ts";
import { APP_SECRET } from "../seed.ts";

const APPLY_MS = 120_000;

/**
 * (a) webhooks acknowledged after their commit, and (b) messages applied, from
 * the first POST to the last row, each a second and beside the bare server
 * acknowledging the same bodies.
 * @throws Error when an acknowledged message is missing afterwards
 */
export async function measureIntake(scene: Scene): Promise<Figure[]> {
  const { size, product, house, bare, say } = scene;
  const target = product.program.url + house.webhookPath;
  const figures: Figure[] = [];
  for (const { connections, messages } of size.floods) {
    const taken: Pair[] = [];
    const applied: Pair[] = [];
    for (let round = 0; round < size.rounds; round += 1) {
      const deliveries = signedMessages(messages, PSIDS, {
        pageId: house.pageId,
        appSecret: APP_SECRET,
      });
      const before = await count(product.db, "message");
      const startedAt = performance.now();
      const ms = await flood(target, deliveries, connections);
      await until(() => isApplied(product.db), APPLY_MS, "applying");
      const appliedMs = performance.now() - startedAt;
      const stored = (await count(product.db, "message")) - before;
      if (stored !== messages) {
        throw new Error(`${messages} acknowledged, ${stored} stored`);
      }
      const bareMs = await flood(`${bare.url}/`, deliveries, connections);
      const perSecond = (took: number) => (messages * 1000) / took;
      taken.push({ product: perSecond(ms), bare: perSecond(bareMs) });
      applied.push({ product: perSecond(appliedMs), bare: perSecond(bareMs) });
      say(
        `intake, ${connections} connections, round ${round + 1}: ${perSecond(ms).toFixed(0)}/s taken, ${perSecond(appliedMs).toFixed(0)}/s applied, bare ${perSecond(bareMs).toFixed(0)}/s`,
      );
    }
    const many = connections >= 16;
    figures.push(
      compared(
        {
          part: "a",
          name: `webhooks acknowledged, ${connections} connections`,
          unit: "/s",
        },
        taken,
        many ? { atLeast: 0.8 } : {},
      ),
      compared(
        {
          part: "b",
          name: `messages applied, ${connections} connections`,
          unit: "/s",
        },
        applied,
        connections === 16 ? { atLeast: 0.25 } : {},
      ),
    );
  }
  return figures;
}
