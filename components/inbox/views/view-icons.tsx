import {
  Archive,
  AtSign,
  CheckCheck,
  Eye,
  Hourglass,
  Inbox,
  ListTree,
  MessageCircle,
  Moon,
  Reply,
  UserRound,
} from "lucide-react";
import type { ReactNode } from "react";
import type { BuiltInView } from "#contract/threads/built-in-views.ts";

export const VIEW_ICONS: Readonly<Record<BuiltInView, ReactNode>> = {
  mine: <UserRound />,
  waiting: <Hourglass />,
  queues: <ListTree />,
  all: <Inbox />,
  waiting_on_us: <Reply />,
  waiting_on_customer: <MessageCircle />,
  mentions: <AtSign />,
  participating: <Eye />,
  snoozed: <Moon />,
  closed: <CheckCheck />,
  archived: <Archive />,
};
