/** How long a reviewer has access if no end is given. */
export const REVIEW_DAYS = 30;
