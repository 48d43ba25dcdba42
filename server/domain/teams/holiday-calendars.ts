import type { HolidayCalendarRequest } from "#contract/hours/holiday-calendar-requests.ts";
import type { Holiday } from "#contract/hours/hours.ts";
import type { HolidayCalendar } from "#contract/hours/holiday-calendar.ts";
import type { Prisma } from "#server/db/client.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { scopeOf } from "#server/domain/access/scope.ts";
import type { Context } from "#server/domain/context.ts";
import { lookAtShifts } from "#server/domain/presence/shift.ts";
import { requireAllCalendarUse } from "./calendar-use.ts";
import { refuseTakenName } from "./members.ts";
import { newId } from "#server/runtime/crypto.ts";

const select = { id: true, name: true, days: true } as const;

/** Lists the holiday calendars that several office hours share, by name. */
export async function listHolidayCalendars(
  context: Context,
  _actor: Actor,
): Promise<HolidayCalendar[]> {
  const rows = await context.db.prisma.holidayCalendar.findMany({
    orderBy: { name: "asc" },
    select,
  });
  return rows.map(shape);
}

/**
 * Creates a calendar, or replaces the one with this id. For supervisors of all departments whose hours use
 * it.
 * @throws AppError forbidden, not_found, already_exists
 */
export async function saveHolidayCalendar(
  context: Context,
  doer: AuditActor,
  id: string | null,
  input: HolidayCalendarRequest,
): Promise<HolidayCalendar> {
  const scope = await scopeOf(context.db.sql, doer);
  const days = JSON.parse(JSON.stringify(input.days)) as Prisma.InputJsonArray;
  const data = { name: input.name, days };
  const saved = await refuseTakenName(() =>
    inPrismaTransaction(context.db, async (tx) => {
      const known = id && (await tx.holidayCalendar.count({ where: { id } }));
      if (id !== null && !known) throw new AppError("not_found", { id });
      if (id !== null) await requireAllCalendarUse(tx, doer, scope, id);
      const row = id
        ? await tx.holidayCalendar.update({ where: { id }, data, select })
        : await tx.holidayCalendar.create({
            data: { id: newId(), ...data },
            select,
          });
      const target = { type: "holiday_calendar", id: row.id };
      await lookAtShifts(tx, row.id, context.clock.now());
      wakeAfterCommit(tx, "timers");
      wakeAfterCommit(tx, "route");
      await writeAudit(tx, doer, "holiday_calendar.saved", target, {
        name: row.name,
      });
      return row;
    }),
  );
  return shape(saved);
}

/**
 * Deletes a calendar and removes it from all hours. For supervisors of all departments whose hours use it.
 * @throws AppError forbidden, not_found
 */
export async function deleteHolidayCalendar(
  context: Context,
  doer: AuditActor,
  id: string,
): Promise<void> {
  const scope = await scopeOf(context.db.sql, doer);
  await inPrismaTransaction(context.db, async (tx) => {
    await requireAllCalendarUse(tx, doer, scope, id);
    const { count } = await tx.holidayCalendar.deleteMany({ where: { id } });
    if (count === 0) throw new AppError("not_found", { id });
    await lookAtShifts(tx, id, context.clock.now());
    const target = { type: "holiday_calendar", id };
    await writeAudit(tx, doer, "holiday_calendar.deleted", target);
  });
}

function shape(row: {
  id: string;
  name: string;
  days: unknown;
}): HolidayCalendar {
  return { ...row, days: row.days as Holiday[] };
}
