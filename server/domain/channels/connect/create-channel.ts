import type { CreateChannel } from "#contract/channels/channel-requests.ts";
import type { ConnectedChannel } from "#contract/channels/channel.ts";
import type { AuditActor } from "#server/domain/access/audit.ts";
import { createApiChannel } from "./connect-api.ts";
import {
  createMessengerChannel,
  type ConnectOptions,
} from "./connect-messenger.ts";
import type { Context } from "#server/domain/context.ts";

/** Connects an account of any kind; each kind has its own way. @throws as that way does */
export function createChannel(
  context: Context,
  doer: AuditActor,
  input: CreateChannel,
  options: ConnectOptions = {},
): Promise<ConnectedChannel> {
  switch (input.type) {
    case "api":
      return createApiChannel(context, doer, input);
    case "messenger":
    case undefined:
      return createMessengerChannel(context, doer, input, options);
  }
}
