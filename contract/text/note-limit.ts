/** The most characters of a note or a reason. */
export const MAX_NOTE_CHARACTERS = 2_000;
