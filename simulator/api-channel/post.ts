import { ControlError } from "../control/problem.ts";

const TIMEOUT_MS = 10_000;

/** Posts JSON to Parley. @throws ControlError 409 with Parley's own words */
export async function post(
  url: string,
  token: string,
  given: object,
): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(given),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new ControlError(409, `${new URL(url).host} does not answer.`);
  }
  const text = await answer.text();
  if (!answer.ok)
    throw new ControlError(409, `${answer.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text);
}
