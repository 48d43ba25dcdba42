import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { Api } from "./harness/api.ts";
import {
  asciiJson,
  envelope,
  newMid,
  newPsid,
  postUntilTaken,
  textItem,
} from "./harness/delivery.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { openLine } from "./harness/line.ts";
import type { Line } from "./harness/line.ts";
import { embeddedPid, isAlive, startPostgres } from "./harness/postgres.ts";
import type { Postgres } from "./harness/postgres.ts";
import { openScreen } from "./harness/screen.ts";
import { META_APP, PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";
import { inParallel, pause, until } from "./harness/until.ts";

/** One of several tries to be told. */
const TOLD_MS = 3_000;

/** Whatever dies in between: nothing is lost and nothing happens twice. */

const pageId = PAGES[0].pageId;
test.setTimeout(240_000);

type Wave = { mid: string; psid: string; body: string };

/** Deliveries of one text each, written by these people in turn. */
function texts(count: number, people: string[]): Wave[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, nth) => {
    const psid = people[nth % people.length] ?? "";
    const mid = newMid();
    const item = textItem({ psid, pageId, mid }, `text ${nth}`, now + nth);
    return { mid, psid, body: asciiJson(envelope(pageId, [item])) };
  });
}

/** The vendor ids of everything customers have said, thread by thread. */
async function arrived(api: Api): Promise<string[]> {
  const mids: string[] = [];
  for (const { id } of await api.all<Thread>("/threads")) {
    const messages = await api.all<Message>(`/threads/${id}/messages`);
    const incoming = messages.filter(({ direction }) => direction === "in");
    mids.push(...incoming.map(({ externalId }) => externalId ?? "none"));
  }
  return mids;
}

/** Exactly these, each once, and nothing more to come. */
async function expectArrived(
  company: TestCompany,
  waves: Wave[],
): Promise<void> {
  const { api } = company.owner;
  await expect
    .poll(async () => (await arrived(api)).length, { timeout: 60_000 })
    .toBeGreaterThanOrEqual(waves.length);
  const pending = async () => {
    const metrics = await fetch(`${company.app.url}/metrics`);
    return /^parley_deliveries_pending (\d+)$/m.exec(await metrics.text())?.[1];
  };
  await expect.poll(pending, { timeout: 30_000 }).toBe("0");
  expect((await arrived(api)).toSorted()).toEqual(
    waves.map(({ mid }) => mid).toSorted(),
  );
}

test.describe("kill -9 of the server, with its own database", () => {
  let company: TestCompany;
  test.beforeAll(async () => {
    company = await startCompany();
  });
  test.afterAll(() => company.close());

  test("twice in a burst of 500 signed deliveries: 500 messages, none lost, none twice", async () => {
    const { app, channel } = company;
    const people = Array.from({ length: 25 }, newPsid);
    const waves = texts(500, people);
    let taken = 0;
    const burst = inParallel(waves, 20, async ({ body }) => {
      await postUntilTaken(channel.webhookUrl, body, META_APP.appSecret);
      taken += 1;
    });
    for (const killAt of [120, 320]) {
      await until(`${killAt} are taken`, () => taken >= killAt, 60_000);
      await app.program().kill();
      await app.start();
    }
    await burst;
    expect(taken).toBe(500);
    await expectArrived(company, waves);
  });

  test("while replies are under way: each is at the customer once, in order, and none is stuck", async () => {
    const { app, owner, simulator } = company;
    const customers = await Promise.all(
      Array.from({ length: 12 }, async (_, nth) => {
        const { personId, psids } = await simulator.person(`Nia ${nth}`);
        await simulator.write(pageId, personId, { text: `Question ${nth}` });
        const { id } = await company.threadOf(psids[pageId] ?? "");
        return { personId, threadId: id };
      }),
    );
    const reached = async () => {
      const chats = await Promise.all(
        customers.map(({ personId }) => simulator.chat(pageId, personId)),
      );
      return chats.map(({ messages }) =>
        messages.filter(({ from }) => from === "page").map(({ text }) => text),
      );
    };
    // Some of the first are never answered, so that even whether Meta has them is unknown.
    await simulator.faults({
      graphLatencyMs: 300,
      sendTimeout: "before",
      sendTimeoutCount: 3,
    });
    const replies = [1, 2].flatMap((round) =>
      customers.map(({ threadId }) => ({ threadId, text: `Answer ${round}` })),
    );
    for (const { threadId, text } of replies) {
      await owner.api.post<Message>(`/threads/${threadId}/messages`, {
        text,
        clientId: text,
      });
    }
    await until("some have reached the customer", async () => {
      const count = (await reached()).flat().length;
      return count >= 4;
    });
    await app.program().kill();
    await simulator.noFaults();
    await app.start();

    const outgoing = async (threadId: string) =>
      (await owner.api.all<Message>(`/threads/${threadId}/messages`))
        .filter((one) => one.direction === "out" && one.kind === "message")
        .reverse();
    const states = async () =>
      (await Promise.all(customers.map(({ threadId }) => outgoing(threadId))))
        .flat()
        .filter(({ status }) => !/^(sent|delivered|read)$/.test(status));
    await expect.poll(states, { timeout: 120_000 }).toEqual([]);
    expect(await reached()).toEqual(
      customers.map(() => ["Answer 1", "Answer 2"]),
    );
    for (const { threadId } of customers) {
      const sent = await outgoing(threadId);
      expect(sent.map(({ text }) => text)).toEqual(["Answer 1", "Answer 2"]);
    }
  });

  test("its Postgres never outlives it", async () => {
    const { app } = company;
    const pid = embeddedPid(app.dataDir);
    expect(isAlive(pid)).toBe(true);
    await app.program().kill();
    await expect.poll(() => isAlive(pid), { timeout: 30_000 }).toBe(false);
    await app.start();
    expect((await fetch(`${app.url}/api/ready`)).status).toBe(200);
  });
});

test.describe("the database away", () => {
  let postgres: Postgres;
  let line: Line;
  let company: TestCompany;
  test.beforeAll(async () => {
    postgres = await startPostgres();
    line = await openLine(Number(new URL(postgres.url).port));
    const through = new URL(postgres.url);
    through.port = String(line.port);
    company = await startCompany({ databaseUrl: through.href });
  });
  test.afterAll(async () => {
    await line.restore();
    await company.close();
    await line.close();
    await postgres.close();
  });

  type Outage = {
    name: string;
    begin: () => unknown;
    end: () => unknown;
    lastsMs: number;
  };
  const outages: Outage[] = [
    {
      name: "stopped for 20 s",
      begin: () => postgres.stop(),
      end: () => postgres.start(),
      lastsMs: 20_000,
    },
    {
      name: "silent for 8 s", // longer than Meta waits for an answer
      begin: () => line.stall(),
      end: () => line.restore(),
      lastsMs: 8_000,
    },
  ];

  for (const { name, begin, end, lastsMs } of outages) {
    test(`${name}: deliveries are put off and arrive once, the server lives on`, async () => {
      const { app, owner } = company;
      const url = company.channel.webhookUrl;
      const program = app.program();
      const earlier = await arrived(owner.api);
      const screen = await openScreen(app.url, { token: owner.token });
      const waves = texts(40, Array.from({ length: 8 }, newPsid));
      const ready = async () => (await fetch(`${app.url}/api/ready`)).status;
      await begin();
      const startedAt = Date.now();
      const answers: number[] = [];
      const burst = inParallel(waves, 8, async ({ body }) => {
        const statuses = await postUntilTaken(url, body, META_APP.appSecret);
        answers.push(...statuses);
      });
      await expect.poll(ready, { timeout: 30_000 }).toBe(503);
      expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
      await pause(lastsMs - (Date.now() - startedAt));
      expect(answers.filter((status) => status === 200)).toEqual([]);
      await end();

      await burst;
      // Put off or not answered in time; never refused for good.
      expect(new Set(answers.filter((status) => status > 0))).toEqual(
        new Set(answers.includes(503) ? [200, 503] : [200]),
      );
      await expect.poll(ready, { timeout: 30_000 }).toBe(200);
      expect(program.hasEnded()).toBe(false);
      const all = await until(
        "all have arrived",
        async () => {
          const mids = await arrived(owner.api);
          return mids.length >= earlier.length + waves.length && mids;
        },
        60_000,
      );
      expect(all.toSorted()).toEqual(
        [...earlier, ...waves.map(({ mid }) => mid)].toSorted(),
      );
      // A screen that was open all the time is told again, perhaps on a new line:
      // what comes while it has none, it fetches.
      await until("the screen is told", async () => {
        const [last] = texts(1, [newPsid()]);
        if (!last) throw new Error("No text.");
        await postUntilTaken(url, last.body, META_APP.appSecret);
        return screen.hear(
          "message.created",
          ({ message }) => message.externalId === last.mid,
          TOLD_MS,
        );
      });
      screen.close();
    });
  }
});
