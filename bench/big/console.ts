import { measureConsole } from "../console.ts";
import { signedMessage } from "../deliveries.ts";
import type { Figure } from "../figures.ts";
import { openCaller, post } from "../load.ts";
import { PSIDS } from "../scene.ts";
import { APP_SECRET } from "../seed.ts";
import { full } from "../size.ts";
import { openStage } from "../stage.ts";
import { loginOfOwner } from "./login.ts";
import { openBig } from "./open.ts";

/** The number of customers who write while the agent types. */
const WRITING = 3;

/** (j): the console on a filled cluster; see parts/big.ts. */
export async function measureBigConsole(
  say: (text: string) => void,
  folder: string,
): Promise<Figure[]> {
  const stage = await openStage(full.program);
  const { threads } = full.big;
  const caller = openCaller(1);
  try {
    const big = await openBig(stage, {
      folder,
      threads,
      fewThreads: full.fewThreads,
      say,
    });
    const { program, db, company } = big.many;
    try {
      const subject = {
        consoleUrl: program.url,
        login: await loginOfOwner(db),
        async write(count: number) {
          const delivery = signedMessage({
            pageId: company.pageId,
            appSecret: APP_SECRET,
            psid: PSIDS[count % WRITING] ?? "1",
          });
          await post(caller, program.url + company.webhookPath, delivery);
        },
      };
      return await measureConsole(say, subject, {
        part: "j",
        where: `${threads} threads, `,
        cold: true,
        atMostMs: { lcp: 1_500, opened: 60 },
      });
    } finally {
      await big.stop();
    }
  } finally {
    caller.close();
    await stage.stop();
  }
}
