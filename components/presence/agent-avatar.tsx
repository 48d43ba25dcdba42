"use client";

import { useAgents } from "#components/live/queries/use-directory.ts";
import { Avatar } from "#components/ui/marks/avatar.tsx";

/** A teammate's photo, or their initials. */
export function AgentAvatar({
  id,
  ...rest
}: Omit<React.ComponentProps<typeof Avatar>, "url">) {
  const agents = useAgents().data;
  const url = agents?.find((agent) => agent.id === id)?.photoUrl;
  return <Avatar id={id} url={url ?? null} {...rest} />;
}
