import { h } from "../../page/dom.ts";

export type Run = (act: () => Promise<unknown>) => void;

/** A choice with its label. `id` keeps the focus when the page is drawn again. */
export function choice(
  id: string,
  label: string,
  options: Record<string, string>,
  value: string,
  onChange: (value: string) => void,
): HTMLElement {
  const select = h(
    "select",
    { class: "select", id, onchange: () => onChange(select.value) },
    ...Object.entries(options).map(([key, text]) =>
      h("option", { value: key, selected: key === value }, text),
    ),
  );
  return h("div", {}, h("label", { class: "label", for: id }, label), select);
}

/** Boxes of which any number is ticked. */
export function ticks(
  id: string,
  label: string,
  all: readonly string[],
  ticked: readonly string[],
  onChange: (ticked: string[]) => void,
): HTMLElement {
  const box = (value: string) =>
    h(
      "label",
      {},
      h("input", {
        type: "checkbox",
        id: `${id}-${value}`,
        checked: ticked.includes(value),
        onchange: ({ target }: { target: HTMLInputElement }) =>
          onChange(
            target.checked
              ? [...ticked, value]
              : ticked.filter((one) => one !== value),
          ),
      }),
      value,
    );
  return h(
    "fieldset",
    { class: "ticks" },
    h("legend", {}, label),
    h("div", {}, ...all.map(box)),
  );
}
