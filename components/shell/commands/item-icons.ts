import {
  Archive,
  ArchiveRestore,
  ArrowLeftRight,
  Bell,
  BellOff,
  Check,
  CircleUserRound,
  ClipboardList,
  Clock,
  CornerDownRight,
  Flag,
  Hand,
  History,
  Keyboard,
  Languages,
  LogOut,
  Mail,
  MessageCircle,
  MessagesSquare,
  MessageSquareText,
  Palette,
  Reply,
  RotateCcw,
  StickyNote,
  Tag,
  Undo2,
  UserMinus,
  UserPlus,
  UserRound,
  Volume2,
  Waypoints,
  Zap,
  type LucideIcon,
} from "lucide-react";
import type { PaletteGroup } from "./palette-item.ts";

const OF_GROUP: Record<PaletteGroup["name"], LucideIcon> = {
  recent: History,
  thread: MessageCircle,
  macros: Zap,
  transfer: ArrowLeftRight,
  threads: MessagesSquare,
  messages: MessageSquareText,
  customers: UserRound,
  leads: ClipboardList,
  go: CornerDownRight,
  status: CircleUserRound,
  look: Palette,
};

/** The icons that the buttons and menus of a conversation and of the agent have for the same acts. */
const OF_ITEM: Partial<Record<string, LucideIcon>> = {
  take: Hand,
  "take-over": Hand,
  done: Check,
  reopen: RotateCcw,
  transfer: ArrowLeftRight,
  snooze: Clock,
  "no-reply": BellOff,
  unread: Mail,
  archive: Archive,
  unarchive: ArchiveRestore,
  release: Undo2,
  labels: Tag,
  macros: Zap,
  people: UserPlus,
  leave: UserMinus,
  reply: Reply,
  note: StickyNote,
  customer: UserRound,
  trace: Waypoints,
  sound: Volume2,
  ring: Bell,
  keys: Keyboard,
  "sign-out": LogOut,
};

/** The icon of a command, else that of its group. */
export function iconOf(group: PaletteGroup["name"], id: string): LucideIcon {
  if (group === "thread" && id.startsWith("priority-")) return Flag;
  if (group === "look" && id.startsWith("language-")) return Languages;
  const own = group === "thread" || group === "look" ? OF_ITEM[id] : undefined;
  return own ?? OF_GROUP[group];
}
