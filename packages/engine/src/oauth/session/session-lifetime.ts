/** How long a browser stays signed in (decisions 4.4). */
export const sessionSeconds = 12 * 60 * 60;
/** A session not used for so long is over. */
export const sessionIdleSeconds = 2 * 60 * 60;
