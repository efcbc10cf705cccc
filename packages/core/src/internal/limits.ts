/** Tags of a request, its own and those of its metadata together. */
export const maxTags = 100
/** Characters of one tag. */
export const maxTag = 50
