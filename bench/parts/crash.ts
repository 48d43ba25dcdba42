import { signedMessages } from "../deliveries.ts";
import { alone, type Figure } from "../figures.ts";
import { flood } from "../load.ts";
import { pause, residentMb, until } from "../program.ts";
import { count, isApplied, PSIDS } from "../scene.ts";
import { APP_SECRET, seedHouse } from "../seed.ts";
import type { Size } from "../size.ts";
import { startProduct, type Stage } from "../stage.ts";

const NAME = "crash";
const APPLY_MS = 120_000;

/**
 * A server of its own: acknowledges, is killed without a word, starts again.
 * Speed counts for nothing without this. Beside it the cold start, and memory
 * at rest and after a burst.
 */
export async function measureCrash(
  stage: Stage,
  { crashMessages, floods, restMs }: Size,
  say: (text: string) => void,
): Promise<Figure[]> {
  const first = await startProduct(stage, { name: NAME });
  const house = await seedHouse(first.db, 1);
  const page = { pageId: house.pageId, appSecret: APP_SECRET };
  const messages = signedMessages(crashMessages, PSIDS, page);
  await flood(first.program.url + house.webhookPath, messages, 16);
  await first.program.stop("SIGKILL");
  await first.db.close();

  const second = await startProduct(stage, { name: NAME });
  await until(() => isApplied(second.db), APPLY_MS, "applying after the kill");
  const applied = await count(second.db, "message");
  const twice =
    applied -
    (await count(second.db, `(select distinct "externalId" from message) m`));
  say(
    `killed after ${crashMessages} acknowledged: ${applied} applied, ${twice} twice`,
  );
  await second.stop();

  const third = await startProduct(stage, { name: NAME });
  const { pid, readyMs, url } = third.program;
  await pause(restMs);
  const resting = residentMb(pid);
  const burst = Math.max(...floods.map((flooding) => flooding.messages));
  for (let round = 0; round < 3; round += 1) {
    const more = signedMessages(burst, PSIDS, page);
    await flood(url + house.webhookPath, more, 64);
  }
  await until(() => isApplied(third.db), APPLY_MS, "applying the burst");
  await pause(restMs);
  const after = residentMb(pid);
  say(
    `cold start ${(readyMs / 1000).toFixed(1)} s, memory ${resting.toFixed(0)} MB, after a burst ${after.toFixed(0)} MB`,
  );
  await third.stop();

  const part = "f";
  return [
    alone(
      {
        part,
        name: `${crashMessages} acknowledged at 16 connections, kill -9, restart: applied`,
        unit: "",
      },
      [applied],
      { atLeast: crashMessages, atMost: crashMessages },
    ),
    alone({ part, name: "… of them twice", unit: "" }, [twice], { atMost: 0 }),
    alone({ part, name: "cold start to ready", unit: "s" }, [readyMs / 1000], {
      atMost: 3,
    }),
    alone({ part, name: "memory at rest", unit: "MB" }, [resting], {
      atMost: 300,
    }),
    alone(
      { part, name: "memory after a burst at 64 connections", unit: "MB" },
      [after],
      { atMost: 2 * resting },
    ),
  ];
}
