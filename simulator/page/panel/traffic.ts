import { api } from "../api.ts";
import { h } from "../dom.ts";
import { t } from "../words.ts";

const SHOWN = 25;

type Line = { at: string; what: string; outcome: string; isGood: boolean };

/** The latest Graph calls and webhook deliveries, newest first. */
export function buildTraffic() {
  const list = h("ol", { class: "traffic" });
  const root = h(
    "section",
    { class: "group" },
    h("h3", {}, t("traffic")),
    list,
  );
  let isDrawing = false;
  let isWanted = false;

  async function load(): Promise<Line[]> {
    const [calls, deliveries] = await Promise.all([
      api.calls(),
      api.deliveries(),
    ]);
    const lines: Line[] = [
      ...calls.map((call) => ({
        at: call.at,
        what: `→ ${call.method} ${call.path.replace(/^\/v[\d.]+/, "")}`,
        outcome: call.status === null ? "…" : String(call.status),
        isGood: call.status === 200,
      })),
      ...deliveries.map((delivery) => {
        const last = delivery.attempts.at(-1);
        return {
          at: last?.at ?? new Date().toISOString(),
          what: `← webhook ${delivery.id}${delivery.attempts.length > 1 ? ` ×${delivery.attempts.length}` : ""}`,
          outcome: last ? String(last.status ?? last.error) : delivery.state,
          isGood: last?.status === 200,
        };
      }),
    ];
    return lines.sort((a, b) => b.at.localeCompare(a.at)).slice(0, SHOWN);
  }

  async function draw(): Promise<void> {
    isWanted = true;
    if (isDrawing) return;
    isDrawing = true;
    while (isWanted) {
      isWanted = false;
      const lines = await load().catch(() => []);
      list.replaceChildren(
        ...lines.map((line) =>
          h(
            "li",
            { class: line.isGood ? "" : "is-bad" },
            h("span", { class: "traffic-what" }, line.what),
            h("span", { class: "traffic-outcome" }, line.outcome),
          ),
        ),
      );
      if (lines.length === 0) list.replaceChildren(h("li", {}, t("noTraffic")));
    }
    isDrawing = false;
  }

  return { root, draw: () => void draw() };
}
