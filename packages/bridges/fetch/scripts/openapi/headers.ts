const text = { type: "string" }
const whole = { type: "integer" }
const usd = { type: "number" }

const periods = ["Daily", "Weekly", "Monthly"]

/** Headers of answers, by name. Only the first is always there. */
export const headers: {
  readonly [name: string]: { readonly description: string; readonly schema: object }
} = {
  "X-Request-ID": { description: "Of this answer.", schema: text },
  "Retry-After": { description: "Seconds, on 429 and 503.", schema: whole },
  "X-Rate-Limit-Source": {
    description: "Whose limit was met.",
    schema: { type: "string", enum: ["upstream", "local"] }
  },
  "X-RateLimit-Limit-Requests": { description: "Requests per minute of the caller.", schema: whole },
  "X-RateLimit-Remaining-Requests": { description: "Of them, those that are left.", schema: whole },
  "X-RateLimit-Reset-Requests": {
    description: "When all are left again.",
    schema: { type: "string", format: "date-time" }
  },
  "X-Credits-Balance-Microdollars": { description: "What the workspace may still spend.", schema: whole },
  ...Object.fromEntries(
    periods.flatMap((period) => [
      [`X-Budget-${period}-Limit`, { description: "USD.", schema: usd }],
      [`X-Budget-${period}-Spend`, { description: "USD.", schema: usd }]
    ])
  ),
  "X-Budget-Exceeded": { description: "That a budget is exhausted.", schema: text },
  "X-Budget-Period": { description: "Of the exhausted budget.", schema: text },
  "X-Budget-Scope": { description: "Of the exhausted budget.", schema: text },
  "X-Error-Provider": { description: "The provider that failed.", schema: text },
  "X-Error-Retryable": {
    description: "Whether the same request may succeed later.",
    schema: { type: "string", enum: ["true", "false"] }
  },
  "X-Error-Type": { description: "As `error.type` of the body.", schema: text }
}
