import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { secretsOf } from "#server/domain/channels/channel-secrets.ts";
import { getChannel } from "#server/domain/channels/channels.ts";
import {
  prepareTest,
  purgeTests,
} from "#server/domain/channels/synthetic-messages.ts";
import { webhookAppOfChannel } from "#server/domain/channels/webhook-app.ts";
import type { Intake } from "#server/pipeline/inbound/intake.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";
import { newId } from "#server/runtime/crypto.ts";

/**
 * Sends a test message through the pipeline: a delivery of the kind's own form,
 * with its proof, is checked, stored and applied like one of the vendor's. Only
 * the way from the vendor to our address is not part of it.
 * @returns the thread in which the message appears. It and the message are
 * marked as a test, which counts in no figure.
 * @throws AppError not_found, forbidden, not_supported (the kind has no test),
 * wrong_state (our own check refuses the delivery)
 */
export async function sendTestMessage(
  { context, channels, intake }: Vendor & { intake: Intake },
  actor: Actor,
  channelId: string,
): Promise<{ threadId: string }> {
  const { type } = await getChannel(context, actor, channelId);
  const channel = channels[type];
  if (!channel.testDelivery)
    throw new AppError("not_supported", { what: "test messages", kind: type });
  const { name: _name, ...account } = await secretsOf(context, channelId);
  const source = await webhookAppOfChannel(context, channelId);
  const { threadId, externalId, text } = await prepareTest(
    context,
    actor,
    channelId,
  );
  const request = channel.testDelivery(account, {
    customerId: externalId,
    mid: `m_${externalId}-${newId()}`,
    text,
    at: context.clock.now(),
  });
  const received = channel.receive(request, source);
  if (received.kind !== "store") {
    await purgeTests(context, actor, channelId);
    throw new AppError("wrong_state", {
      needs: "a secret that signs",
      current: { answer: received.answer.status },
    });
  }
  const { id: sourceId, kind, externalId: sourceExternalId } = source;
  await intake.add({
    sourceId,
    kind,
    externalId: sourceExternalId,
    body: request.body,
  });
  return { threadId };
}

/** Deletes all test messages of a channel. Safe to repeat. @throws AppError not_found, forbidden */
export async function deleteTestData(
  { context }: Pick<Vendor, "context">,
  actor: Actor,
  channelId: string,
): Promise<void> {
  await getChannel(context, actor, channelId);
  await purgeTests(context, actor, channelId);
}
