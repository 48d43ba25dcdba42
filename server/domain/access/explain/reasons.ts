import type { Explanation, Reason } from "#contract/people/access.ts";
import { ACTIONS } from "#contract/people/actions.ts";
import type { ActionKey } from "#contract/people/policy.ts";
import { reasonTexts } from "#server/domain/english.ts";

/** Each reason as a code, which screens translate, and as an English sentence. */
export function explanation(allowed: boolean, reasons: Reason[]): Explanation {
  return { allowed, reasons, because: reasons.map(sentenceOf) };
}

export function reason(code: Reason["code"], values: Reason["values"]): Reason {
  return { code, values };
}

/** Pure. */
function sentenceOf({ code, values }: Reason): string {
  const { action } = values;
  const words: Record<string, string | undefined> =
    action === undefined
      ? values
      : { ...values, action: ACTIONS[action as ActionKey].title };
  return reasonTexts[code].replace(
    /\{(\w+)\}/g,
    (whole, name: string) => words[name] ?? whole,
  );
}
