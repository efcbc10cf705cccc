/** Ids and words come from catalogs, hosts and vendors: nothing of them moves the cursor of a terminal or starts a line. */
export const lineOf = (text: string): string => text.replace(/\p{C}/gu, "?")
