import type { Channels } from "#server/channels/registry.ts";
import type { Context } from "#server/domain/context.ts";

/** What reaches the vendors: each kind's folder, and the product's own things. */
export type Vendor = Readonly<{ context: Context; channels: Channels }>;
