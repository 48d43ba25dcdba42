/** The source of "now". It is passed in, so that tests decide the time. */
export type Clock = {
  now(): Date;
};
