import { oneWayToData } from "./one-way-to-data.mjs";
import { textHasAType } from "./text-has-a-type.mjs";
import { wholeCharacters } from "./whole-characters.mjs";

/** The project's own rules, for .oxlintrc.json. */
export default {
  meta: { name: "parley" },
  rules: {
    "one-way-to-data": oneWayToData,
    "text-has-a-type": textHasAType,
    "whole-characters": wholeCharacters,
  },
};
