import type {
  SimApp,
  SimChat,
  SimPage,
  SimPerson,
  World,
} from "../world/model.ts";
import { findPerson, openChat } from "../world/world.ts";
import { ControlError } from "./problem.ts";

export function mustApp(world: World, id: string): SimApp {
  const app = world.apps.get(id);
  if (!app) throw new ControlError(404, `There is no app ${id}.`);
  return app;
}

export function mustPage(world: World, id: string): SimPage {
  const page = world.pages.get(id);
  if (!page) throw new ControlError(404, `There is no page ${id}.`);
  return page;
}

/** @param ref a person id or a PSID */
export function mustPerson(world: World, ref: string): SimPerson {
  const person = findPerson(world, ref);
  if (!person) throw new ControlError(404, `There is no person ${ref}.`);
  return person;
}

export function mustChat(world: World, pageId: string, ref: string): SimChat {
  return openChat(world, mustPage(world, pageId), mustPerson(world, ref));
}
