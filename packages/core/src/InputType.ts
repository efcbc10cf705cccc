/** A text that is searched for is a `query`, one that is found a `document`. */
export const inputTypes = [
  "query",
  "document",
  "classification",
  "clustering",
  "similarity",
  "question_answering",
  "fact_verification",
  "code_query"
] as const

export type InputType = (typeof inputTypes)[number]
