/** A native body, as far as a scripted upstream looks at it. */
export interface Native {
  readonly [field: string]: unknown
}

export type List = ReadonlyArray<Native>

/** What is said in each turn of the conversation. */
export const thought = "Two places."
export const cities = ["Paris", "Rome"]
export const json = '{"warmest":"Rome"}'
export const bye = "Bye."

/** The tool through which an answer comes where a vendor holds no model to a schema. */
export const answer = "json_response"

export type Turn = "calls" | "answer" | "end"

/** Which turn it is: no result yet, results last, or the caller's thanks behind them. */
export const turnOf = (results: number, thanks: boolean): Turn =>
  results === 0 ? "calls" : thanks ? "end" : "answer"

export const holds = (body: Native, text: string): boolean => JSON.stringify(body).includes(text)

/** Whether the schema is asked through a tool of ours. */
export const byTool = (body: Native): boolean => JSON.stringify(body["tools"] ?? []).includes(answer)
