type Asked = { readonly [field in "log_query_body" | "log_response_body"]?: unknown }

const logsAll = { query: true, response: true }

/** Who forbids the one forbids the other: an answer may quote its question. */
export const logOf = ({
  log_query_body,
  log_response_body
}: Asked): { readonly query: boolean; readonly response: boolean } =>
  log_query_body === false || log_response_body === false
    ? { query: log_query_body !== false, response: false }
    : logsAll

export const included = (
  ...all: ReadonlyArray<ReadonlyArray<string>>
): ReadonlyArray<"attempts" | "decision"> =>
  [...new Set(all.flat())] as ReadonlyArray<string> as ReadonlyArray<"attempts" | "decision">
