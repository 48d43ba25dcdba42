import assert from "node:assert/strict";
import type { Board } from "#contract/supervision/board.ts";
import { createApi, signIn } from "../../e2e/harness/api.ts";
import { createColleague } from "../../e2e/harness/company.ts";
import {
  asciiJson,
  envelope,
  newMid,
  newPsid,
  postUntilTaken,
  textItem,
} from "../../e2e/harness/delivery.ts";
import { openScreen } from "../../e2e/harness/screen.ts";
import { defaultApiRates } from "#server/http/edge/request/api-limit.ts";
import { META_APP } from "../../e2e/harness/simulator.ts";
import { until } from "../../e2e/harness/until.ts";
import { PAGE_ID, type Installation } from "./installation.ts";
import { openWatcher } from "./watcher.ts";

/** @returns what was seen, for the line that reports it. @throws Error when it does not hold */
export type Check<Place = Installation> = {
  name: string;
  run(installation: Place): Promise<string>;
};

const TEXTS = 30;
const TRIES = 10; // of one address at one account, see server/auth/sign-in-limit.ts
const STRANGER = "203.0.113.7";
const CUT_MS = 5_000;

export const CALM_CHECKS: Check[] = [
  {
    name: "messages by webhook to one process are seen live at both, in order and once",
    run: seesAcrossNodes,
  },
  {
    name: "presence is the same at both, and changes are heard at the other",
    run: sharesPresence,
  },
  {
    name: "tries to sign in are counted together",
    run: sharesThrottles,
  },
  {
    name: "requests of strangers are counted together",
    run: sharesRates,
  },
  {
    name: "a setting changed at one holds at the other, whose screens hear of it",
    run: sharesSettings,
  },
  {
    name: "a session ended at one is cut at the other",
    run: endsSessions,
  },
];

async function seesAcrossNodes({
  webs,
  url,
  channel,
  owner,
}: Installation): Promise<string> {
  const { token } = owner;
  const watchers = await Promise.all([
    openWatcher({ name: "screen at A", url: webs[0].url, token }),
    openWatcher({ name: "screen at B", url: webs[1].url, token }),
    openWatcher({ name: "screen behind nginx", url, token }),
  ]);
  const psid = newPsid();
  const { pathname } = new URL(channel.webhookUrl);
  const texts = Array.from({ length: TEXTS }, (_, nth) => `Number ${nth}`);
  const startedAt = Date.now();
  for (const [nth, text] of texts.entries()) {
    const address = { psid, pageId: PAGE_ID, mid: newMid() };
    const item = textItem(address, text, startedAt + nth);
    const body = asciiJson(envelope(PAGE_ID, [item]));
    const node = webs[nth % 2] ?? webs[0];
    await postUntilTaken(node.url + pathname, body, META_APP.appSecret);
  }
  let outOfTurn = 0;
  for (const watcher of watchers) {
    const { name, heard, close } = watcher;
    await until(`${name} hears ${TEXTS}`, () => heard.length >= TEXTS);
    close();
    assert.deepEqual(watcher.twice(), [], name);
    const shown = heard.toSorted((a, b) => a.sentAt.localeCompare(b.sentAt));
    assert.deepEqual(
      shown.map(({ text }) => text),
      texts,
      name,
    );
    outOfTurn += heard.filter((one, nth) => one !== shown[nth]).length;
  }
  return `${TEXTS} messages, 3 screens, ${Date.now() - startedAt} ms; ${outOfTurn} events came out of turn, which screens sort by time`;
}

async function sharesPresence(installation: Installation): Promise<string> {
  const { webs, owner } = installation;
  const mei = await createColleague(installation, "Mei");
  const atA = createApi(webs[0].url, { token: owner.token });
  const connected = async () =>
    (await atA.get<Board>("/board")).agents.find(({ id }) => id === mei.id)
      ?.connected;
  assert.equal(await connected(), false);
  const screen = await openScreen(webs[1].url, { token: mei.token });
  await until("A sees Mei", connected);
  const meiAtA = createApi(webs[0].url, { token: mei.token });
  await meiAtA.patch("/me/presence", { presence: "away" });
  await screen.hear(
    "presence.updated",
    ({ agentId, presence }) => agentId === mei.id && presence === "away",
  );
  screen.close();
  await until("A sees Mei go", async () => !(await connected()));
  return "connected, away, gone";
}

async function sharesThrottles(installation: Installation): Promise<string> {
  const { webs } = installation;
  const ben = await createColleague(installation, "Ben");
  const before = await fetch(`${webs[0].url}/api/auth/csrf`);
  const { csrfToken } = (await before.json()) as { csrfToken: string };
  const cookie = before.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const statuses: number[] = [];
  for (let nth = 0; nth <= TRIES; nth += 1) {
    const node = webs[nth % 2] ?? webs[0];
    const response = await fetch(`${node.url}/api/auth/callback/credentials`, {
      method: "POST",
      headers: { cookie },
      body: new URLSearchParams({
        csrfToken,
        email: ben.email,
        password: "wrong",
        json: "true",
      }),
    });
    await response.text();
    statuses.push(response.status);
  }
  assert.deepEqual(statuses, [...Array<number>(TRIES).fill(401), 429]);
  return `${TRIES} tries at both in turn, then refused`;
}

/** A stranger asks one process as often as is allowed, and then the other. */
async function sharesRates({ webs }: Installation): Promise<string> {
  const headers = { "x-forwarded-for": STRANGER };
  const ask = async (url: string) => {
    const response = await fetch(`${url}/api/v1/me`, { headers });
    await response.text();
    return response.status;
  };
  let taken = 0;
  while ((await ask(webs[0].url)) === 401) taken += 1;
  assert.equal(taken, defaultApiRates.perUnknownAddress);
  let over = 0;
  await until("the other refuses, too", async () => {
    const status = await ask(webs[1].url);
    if (status === 401) over += 1;
    return status === 429;
  });
  return `${taken} at one, ${over} more at the other`;
}

async function sharesSettings({ webs, owner }: Installation): Promise<string> {
  const { token } = owner;
  const screen = await openScreen(webs[1].url, { token });
  const name = "Lumen & Oak Ltd";
  await createApi(webs[0].url, { token }).patch("/settings/company", { name });
  const atB = createApi(webs[1].url, { token });
  const read = await atB.get<{ name: string }>("/settings/company");
  assert.equal(read.name, name);
  const { what } = await screen.hear("settings.updated");
  screen.close();
  return `company's name; the event says ${what}`;
}

async function endsSessions(installation: Installation): Promise<string> {
  const { webs } = installation;
  const lin = await createColleague(installation, "Lin");
  const cookie = await signIn(webs[0].url, lin);
  assert(cookie !== null);
  const screen = await openScreen(webs[1].url, { cookie });
  const atA = createApi(webs[0].url, { token: lin.token });
  const { items } = await atA.get<{ items: { id: string }[] }>("/me/sessions");
  const endedAt = Date.now();
  for (const { id } of items) await atA.delete(`/me/sessions/${id}`);
  await until("the socket is cut", () => screen.cut() !== null, CUT_MS);
  screen.close();
  return `after ${Date.now() - endedAt} ms`;
}
