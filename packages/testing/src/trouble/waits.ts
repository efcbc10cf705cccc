/** One way of telling when to come back. `body` in place of the API's own. */
export interface Dialect {
  readonly name: string
  readonly headers: { readonly [name: string]: string }
  readonly body?: string
}

/** The same wait in every format that vendors use, and in some invalid ones. */
export const dialects = (now: number, milliseconds: number): ReadonlyArray<Dialect> => {
  const seconds = milliseconds / 1000
  const whole = String(Math.ceil(seconds))
  const at = new Date(now + milliseconds)
  const empty = (prefix: string) => ({ [`${prefix}-limit`]: "60", [`${prefix}-remaining`]: "0" })
  return [
    { name: "seconds", headers: { "retry-after": whole } },
    { name: "fractions of a second", headers: { "retry-after": seconds.toFixed(3) } },
    { name: "HTTP date", headers: { "retry-after": at.toUTCString() } },
    { name: "milliseconds", headers: { "retry-after-ms": String(Math.ceil(milliseconds)) } },
    {
      name: "duration of an empty bucket",
      headers: {
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": `${seconds.toFixed(3)}s`
      }
    },
    {
      name: "duration in two units",
      headers: { "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": `0m${seconds.toFixed(3)}s` }
    },
    {
      name: "RFC 3339 time of an empty bucket",
      headers: {
        ...empty("anthropic-ratelimit-requests"),
        "anthropic-ratelimit-requests-reset": at.toISOString()
      }
    },
    { name: "seconds of an empty bucket", headers: { ...empty("ratelimit"), "ratelimit-reset": whole } },
    {
      name: "Unix time of an empty bucket",
      headers: { ...empty("x-ratelimit"), "x-ratelimit-reset": String(Math.ceil(at.getTime() / 1000)) }
    },
    {
      name: "RetryInfo in the body",
      headers: {},
      body: JSON.stringify({
        error: {
          code: 429,
          message: "Quota exceeded.",
          status: "RESOURCE_EXHAUSTED",
          details: [
            { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: `${seconds.toFixed(3)}s` }
          ]
        }
      })
    },
    {
      name: "a sentence in the body",
      headers: {},
      body: JSON.stringify({
        error: {
          message: `Rate limit reached for requests. Please try again in ${Math.ceil(milliseconds)}ms.`,
          type: "requests",
          code: "rate_limit_exceeded"
        }
      })
    },
    { name: "nothing", headers: {} },
    { name: "nonsense", headers: { "retry-after": "soon", "x-ratelimit-reset-requests": "-1e9999" } }
  ]
}
