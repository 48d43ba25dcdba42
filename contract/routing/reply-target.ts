import { z } from "zod";

const MIN_SECONDS = 60;
const MAX_SECONDS = 604_800;

const seconds = z.number().int().min(MIN_SECONDS).max(MAX_SECONDS).nullable();
const percent = z.number().int().min(10).max(95).nullable();

/** How soon a queue's customers should get a reply, and who is warned before that. */
export const replyTargetSchema = z.object({
  /** For the first reply of a person in a session. Null: no target. */
  firstSeconds: seconds,
  /** For each later reply. Null: no target. */
  nextSeconds: seconds,
  /** office: only office hours count · wall: all hours count. */
  clock: z.enum(["office", "wall"]),
  /** The percentage of the time after which the owner is warned, or, without one, the available members. Null: they are not. */
  warnOwnerAt: percent,
  /** The same for the managers and supervisors. Null: they are not warned. */
  warnSupervisorsAt: percent,
});
export type ReplyTarget = z.infer<typeof replyTargetSchema>;

export const DEFAULT_REPLY_TARGET: ReplyTarget = {
  firstSeconds: 900,
  nextSeconds: 900,
  clock: "office",
  warnOwnerAt: 50,
  warnSupervisorsAt: 80,
};

/** owner, supervisors: they are warned · missed: the whole time is over. */
export type ReplyStage = "owner" | "supervisors" | "missed";

/** The stages of a target with their percentages of its time, in their order. Pure. */
export function replyStages({
  warnOwnerAt,
  warnSupervisorsAt,
}: ReplyTarget): { stage: ReplyStage; percent: number }[] {
  const stages: { stage: ReplyStage; percent: number | null }[] = [
    { stage: "owner", percent: warnOwnerAt },
    { stage: "supervisors", percent: warnSupervisorsAt },
    { stage: "missed", percent: 100 },
  ];
  return stages
    .flatMap(({ stage, percent }) =>
      percent === null ? [] : [{ stage, percent }],
    )
    .sort((a, b) => a.percent - b.percent);
}

/** A target from its column; null: the queue has none. */
export function readReplyTarget(value: unknown): ReplyTarget | null {
  return value == null ? null : replyTargetSchema.parse(value);
}
