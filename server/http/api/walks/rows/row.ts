import type { WalkWorld } from "../walk-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/**
 * The answers of a route to every role, of the department that a thing belongs to and of
 * another. Who comes through (+), who may not (-: 403), for whom it does not
 * exist (0: 404); in the order of WALKERS: owner, supervisor, supervisor of
 * another department, agent, agent of another department, reviewer of the
 * channel, reviewer of another channel. BESIDE continues the rows with the
 * roles that see no conversation.
 */
export type Row = {
  may: string;
  /** For {id}; the second one is in `then`. */
  id?: keyof WalkWorld["ids"];
  then?: keyof WalkWorld["ids"];
  body?: object | ((ids: WalkWorld["ids"]) => object);
  query?: string;
  /** It is gone afterwards: of those who may, only the one with the least rights does it. */
  ends?: boolean;
};

export const ALL = "+++++++";
/** All but reviewers. */
export const TEAM = "+++++--";
export const ADMINS = "+------";
export const SUPERVISORS = "+++----";
/** Rights in the agent's own department alone. */
export const THEIRS = "++0----";
/** Roles that see the thread; for the others it does not exist. */
export const SEEN = "++0+0+0";
/** The same where reviewers are refused before anything is looked at. */
export const WORKED = "++0+0--";

export const name = () => ({ name: `New ${randomToken(6)}` });
