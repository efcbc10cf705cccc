/** Scores this close to the top, relative to it, count as ties. */
export const near = 0.03
