import { expect, test } from "vitest";
import { readUsage } from "#server/channels/meta/usage.ts";

const APP = "x-app-usage";
const PAGE = "x-page-usage";
const BUSINESS = "x-business-use-case-usage";

test.each<[string, Record<string, string>, [number, number] | null]>([
  ["no header", {}, null],
  [
    "the app's highest share",
    { [APP]: '{"call_count":28,"total_time":31,"total_cputime":25}' },
    [31, 0],
  ],
  ["the older page header", { [PAGE]: '{"call_count":7}' }, [7, 0]],
  [
    "the business header, with minutes to wait",
    {
      [BUSINESS]:
        '{"104200000000011":[{"type":"messenger","call_count":100,"total_time":20,"estimated_time_to_regain_access":12}]}',
    },
    [100, 720_000],
  ],
  [
    "the strongest of all",
    {
      [APP]: '{"call_count":64}',
      [BUSINESS]:
        '{"1":[{"type":"pages","call_count":40},{"type":"messenger","call_count":91}]}',
    },
    [91, 0],
  ],
  [
    "not what ads and leads use",
    {
      [BUSINESS]:
        '{"1":[{"type":"ads_insights","call_count":100,"estimated_time_to_regain_access":9},{"type":"leadgen","call_count":99},{"type":"messenger","call_count":3}]}',
    },
    [3, 0],
  ],
  ["garbage", { [APP]: "<html>", [BUSINESS]: "[1]" }, null],
  ["odd values", { [APP]: '{"call_count":"55","total_time":null}' }, [55, 0]],
])("%s", (_name, headers, expected) => {
  expect(readUsage(new Headers(headers))).toEqual(
    expected && { percent: expected[0], regainMs: expected[1] },
  );
});
