export const MAX_RECENT_SEARCHES = 8;
export const MAX_SAVED_SEARCHES = 30;
export const MAX_SEARCH_NAME = 60;
