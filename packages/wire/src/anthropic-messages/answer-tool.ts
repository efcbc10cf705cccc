/**
 * The tool whose arguments are the answer: how structured output is brought about where the endpoint has none.
 * An answer is told from a call by this name alone, so a caller's own tool of the name is sent with one `_` more.
 */
export const answerTool = "json_response"

const escaped = /^json_response_*$/

export const nameToNative = (name: string): string => (escaped.test(name) ? `${name}_` : name)

export const nameFromNative = (name: string): string => (escaped.test(name) ? name.slice(0, -1) : name)
