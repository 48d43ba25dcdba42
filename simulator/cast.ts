import { sampleAsset } from "./media/samples.ts";
import { answerTo, SMALL_TALK } from "./cast/answers.ts";
import { CHINESE } from "./cast/chinese.ts";
import { ENGLISH } from "./cast/english.ts";
import type { Member } from "./cast/member.ts";
import { writePast } from "./cast/past.ts";
import { fromAsset } from "./world/attachments.ts";
import { createPerson } from "./world/create.ts";
import type { SimChat, SimMessage, World } from "./world/model.ts";
import { react, type as setTyping, write } from "./world/person-acts.ts";
import { see } from "./world/receipts.ts";
import { findChat, openChat } from "./world/world.ts";

export type Cast = {
  readonly on: boolean;
  set(on: boolean): void;
};

/** The pace of the cast, in ms. */
export type Pace = {
  reads: [number, number];
  answers: [number, number];
  speaksUp: [number, number];
};

const GENTLE: Pace = {
  reads: [1_500, 4_000],
  answers: [4_000, 11_000],
  speaksUp: [20_000, 40_000],
};

/** Unprompted acts without any word of the page before the cast falls quiet. */
const PATIENCE = 15;
/** Someone who just wrote does not write again so soon. */
const BREATH_MS = 60_000;

type Actor = {
  member: Member;
  used: Set<string>;
  saidLater: number;
  calledOff: (() => void) | null;
};

/** Customers who write on their own: each comes on stage with their past when
 *  their page is first subscribed; they read and answer what the page says,
 *  and every so often one of them brings up something new. */
export function createCast(world: World, pace: Pace = GENTLE): Cast {
  const actors = new Map<string, Actor>();
  let isOn = false;
  let unanswered = 0;
  let stopSpeaking = () => {};

  const range = ([from, to]: [number, number]) =>
    from + Math.random() * (to - from);

  function enter(): void {
    for (const member of [...ENGLISH, ...CHINESE]) {
      if (actors.has(member.id) || !isHeard(world, member.pageId)) continue;
      const actor: Actor = {
        member,
        used: new Set(),
        saidLater: 0,
        calledOff: null,
      };
      actors.set(member.id, actor);
      const person =
        world.people.get(member.id) ??
        createPerson(world, {
          personId: member.id,
          name: member.name,
          avatar: { kind: "portrait", key: member.portrait },
          locale: member.locale,
          timezone: member.timezone,
          isCast: true,
          psids: { [member.pageId]: member.psid },
        });
      const page = world.pages.get(member.pageId);
      if (page) void writePast(world, openChat(world, page, person), member);
    }
  }

  function hear(chat: SimChat, actor: Actor): void {
    unanswered = 0;
    actor.calledOff?.();
    const off = world.timers.later(range(pace.reads), () => {
      if (chat.blocked) return;
      see(world, chat);
      setTyping(world, chat, true);
      actor.calledOff = world.timers.later(range(pace.answers), () => {
        void answer(world, chat, actor);
      });
    });
    actor.calledOff = off;
  }

  function speakUp(): void {
    stopSpeaking = world.timers.later(range(pace.speaksUp), () => {
      if (unanswered < PATIENCE) {
        const actor = pickSpeaker(world, [...actors.values()]);
        if (actor) {
          unanswered++;
          void bringUp(world, actor);
        }
      }
      if (isOn) speakUp();
    });
  }

  world.bus.on((event) => {
    if (!isOn) return;
    if (event.type === "world") enter();
    if (event.type !== "page-message") return;
    const actor = actors.get(event.personId);
    const chat = findChat(world, event.pageId, event.personId);
    const message = world.mids.get(event.mid)?.message;
    const HISTORY_MS = 60_000;
    if (actor && chat && message && Date.now() - message.at < HISTORY_MS)
      hear(chat, actor);
  });

  return {
    get on() {
      return isOn;
    },
    set(on) {
      if (on === isOn) return;
      isOn = on;
      unanswered = 0;
      stopSpeaking();
      if (on) {
        enter();
        speakUp();
      } else {
        for (const actor of actors.values()) actor.calledOff?.();
      }
      world.bus.emit({ type: "cast" });
    },
  };
}

/** Is there an app that would be told what happens on the page? */
function isHeard(world: World, pageId: string): boolean {
  const installs = world.pages.get(pageId)?.installs.keys() ?? [];
  return [...installs].some((appId) => world.apps.get(appId)?.callbackUrl);
}

async function answer(
  world: World,
  chat: SimChat,
  actor: Actor,
): Promise<void> {
  const unheard = sinceLastWord(chat);
  const newest = unheard.at(-1);
  if (!newest || chat.blocked) return;
  see(world, chat);
  const heard = unheard.map(({ text }) => text ?? "").join("\n");
  const {
    texts,
    photo,
    react: emoji,
    ruleId,
  } = answerTo(actor.member, heard, actor.used, Math.random());
  if (ruleId) actor.used.add(ruleId);
  if (emoji && newest.deletedAt === null) react(world, chat, newest.mid, emoji);
  await say(world, chat, texts, photo);
}

/** The page's messages since the person last wrote. */
function sinceLastWord(chat: SimChat): SimMessage[] {
  const last = chat.messages.findLastIndex(({ from }) => from === "person");
  return chat.messages.slice(last + 1).filter(({ from }) => from === "page");
}

function pickSpeaker(world: World, actors: Actor[]): Actor | null {
  const quiet = actors.filter(({ member }) => {
    const chat = findChat(world, member.pageId, member.id);
    const last = chat?.messages.at(-1);
    return chat && !chat.blocked && (!last || Date.now() - last.at > BREATH_MS);
  });
  // People with something of their own left to say come first.
  const fresh = quiet.filter(
    ({ member, saidLater }) => saidLater < member.later.length,
  );
  const pool = fresh.length > 0 ? fresh : quiet;
  return pool[Math.floor(Math.random() * pool.length)] ?? null;
}

async function bringUp(world: World, actor: Actor): Promise<void> {
  const { member } = actor;
  const chat = findChat(world, member.pageId, member.id);
  if (!chat) return;
  const talk = SMALL_TALK[member.tongue];
  const own = member.later[actor.saidLater];
  const line = own ?? {
    text: talk[(actor.saidLater - member.later.length) % talk.length] ?? "",
  };
  actor.saidLater++;
  see(world, chat);
  await say(
    world,
    chat,
    [line.text],
    "photo" in line ? (line.photo ?? null) : null,
  );
}

async function say(
  world: World,
  chat: SimChat,
  texts: string[],
  photo: string | null,
): Promise<void> {
  for (const text of texts) write(world, chat, { text });
  const asset = photo ? await sampleAsset(world, photo) : null;
  const attachment = asset ? fromAsset(world, asset.id) : null;
  if (attachment) write(world, chat, { attachments: [attachment] });
  if (texts.length === 0 && !attachment) setTyping(world, chat, false);
}
