import { expect, test } from "vitest";
import { initialsOf } from "./avatar.tsx";

test.each([
  ["Mei Lin", "ML"],
  ["Olivia O’Brien", "OO"],
  ["王小明", "小明"],
  ["建国 Clarke", "建国"],
  ["🌸小美🌸✨", "小美"],
  ["晨光書店股份有限公司", "晨光"],
  ["<b>Bold</b>", "B"],
  ["✨ Zoë ✨", "Z"],
  ["محمد بن عبد", "مع"],
  ["Guest 4821", "G"],
  ["👍", "?"],
  ["", "?"],
])("the initials of %s are %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
