/** The days of access of a reviewer if no end is given. */
export const REVIEW_DAYS = 60;

/** The time before that end at which the supervisors of the page are reminded. */
export const REMINDER_DAYS = 7;
