import type { Channels } from "#server/channels/registry.ts";
import type { Context } from "#server/domain/context.ts";

/** Access to the vendors: the channel kinds and the product's context. */
export type Vendor = Readonly<{ context: Context; channels: Channels }>;
