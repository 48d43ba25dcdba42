import type { ProfileOutcome } from "#server/channels/channel.ts";
import type { ToldProfile } from "#server/channels/inbound-event.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import {
  addProblem,
  clearSource,
} from "#server/domain/channels/health/health.ts";
import {
  claimProfiles,
  postponeProfile,
  recordProfile,
  type DueProfile,
} from "#server/domain/customers/profile.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";
import { keepPicture } from "#server/pipeline/vendor/picture.ts";
import { targetOfIdentity } from "#server/pipeline/outbound/outgoing.ts";

const AT_ONCE = 4;
const NO_PERMISSION = "profile_permission_missing";

/**
 * Fetches names and pictures, outside the message path. Pictures are kept here
 * because their addresses expire.
 * @returns whether more may be waiting
 */
export async function fetchProfilesOnce(vendor: Vendor): Promise<boolean> {
  const due = await claimProfiles(vendor.context, AT_ONCE);
  await Promise.all(due.map((item) => fetchOne(vendor, item)));
  return due.length === AT_ONCE;
}

async function fetchOne(
  { context, channels }: Vendor,
  due: DueProfile,
): Promise<void> {
  const target = await targetOfIdentity(context, due.identityId);
  if (!target) return; // the channel was disabled a moment ago: the claim expires
  const channel = channels[target.kind];
  const outcome = channel.profile
    ? await channel.profile(target)
    : profileTold(target.told);
  if (outcome.kind !== "known") {
    const { key } = outcome.error;
    const refused = outcome.kind === "refused";
    await postponeProfile(context, due, { reason: key, refused });
    if (key === NO_PERMISSION) {
      await inSqlTransaction(context.db, (tx) =>
        addProblem(
          tx,
          due.channelId,
          "profile",
          { code: NO_PERMISSION, detail: outcome.error.message },
          context.clock.now(),
        ),
      );
    }
    return;
  }
  const { pictureUrl, ...profile } = outcome.profile;
  if (due.isFirst && pictureUrl !== null)
    await recordProfile(context, due, {
      ...profile,
      picture: { kind: "pending" },
    });
  const picture = await keepPicture(context, channel, pictureUrl);
  const replaced = await recordProfile(context, due, { ...profile, picture });
  if (replaced !== null) await context.files.remove(replaced);
  await inSqlTransaction(context.db, (tx) =>
    clearSource(tx, due.channelId, "profile"),
  );
}

/** The told profile, for kinds whose vendor cannot be asked. */
function profileTold(told: ToldProfile | null): ProfileOutcome {
  return {
    kind: "known",
    profile: {
      name: told?.name ?? null,
      firstName: null,
      lastName: null,
      pictureUrl: told?.avatarUrl ?? null,
      locale: told?.locale ?? null,
      timezone: null,
    },
  };
}
