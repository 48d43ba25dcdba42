import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that start servers or databases of their own, the longest first. By
 * size, as a first run orders files, the longest of all would come last, and
 * run alone for a quarter of the time.
 */
const LONG = [
  "bench/short.test.ts",
  "scripts/archive/restore.test.ts",
  "server/http/api/walks/simulation.test.ts",
  "server/http/api/walks/hostile-text.test.ts",
  "server/db/embedded/embedded.test.ts",
  "server/start-keys.test.ts",
  "server/http/api/walks/walk.test.ts",
  "server/http/api/leads/lead-crash.test.ts",
  "scripts/doctor/doctor.test.ts",
  "contract/text/linear-time.test.ts",
  "server/http/api/channels/connect-crash.test.ts",
  "server/http/edge/upload-storm.test.ts",
  "server/auth/sign-in.test.ts",
  "server/http/api/walks/disk-full.test.ts",
];

/** The order of a run: the long files, then the others as Vitest orders them. */
export class LongestFirst extends BaseSequencer {
  override async sort(
    files: TestSpecification[],
  ): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = LONG.findIndex((file) => moduleId.endsWith(`/${file}`));
      return rank < 0 ? LONG.length : rank;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
