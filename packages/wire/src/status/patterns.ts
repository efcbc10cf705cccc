import type { FailureClass } from "@turnout/core/Failure"

/** A sentence that tells more than the status. Named groups `limit` and `got` are read where they stand. */
export interface Pattern {
  readonly id: string
  readonly class: FailureClass
  /** Statuses it may overrule; `0` is an error inside a 200. */
  readonly statuses: ReadonlyArray<number>
  readonly text: RegExp
  /** Codes and types beside which the sentence says nothing: they name the fault. */
  readonly unless?: RegExp
}

const badRequest = [0, 400, 413, 422]

/** An intermediary passes a fault of the vendor behind it on as if it were the caller's. */
const relayed = [400, 422]

const pattern = (
  id: string,
  failureClass: FailureClass,
  statuses: ReadonlyArray<number>,
  text: RegExp
): Pattern => ({ id, class: failureClass, statuses, text })

/** Asked in this order; the first that matches decides. */
export const patterns: ReadonlyArray<Pattern> = [
  ...[
    /maximum context length (?:is|of) (?<limit>[\d,]{1,20})(?:.{0,80}?(?:requested|resulted in|request has) (?:about )?(?<got>[\d,]{1,20}))?/is,
    /prompt contains (?<got>[\d,]{1,20}) tokens.{0,80}?(?<limit>[\d,]{1,20}) maximum context length/is,
    /prompt is too long: (?<got>[\d,]{1,20}), model maximum context length: (?<limit>[\d,]{1,20})/i,
    /maximum prompt length is (?<limit>[\d,]{1,20}) but the request contains (?<got>[\d,]{1,20})/i,
    /maximum context length/i,
    /context size has been exceeded|tokens to keep from the initial prompt is greater than the context length/i,
    /input \((?<got>[\d,]{1,20}) tokens\) is longer than the model'?s? context length \((?<limit>[\d,]{1,20})/i,
    /prompt is too long: (?<got>\d{1,12}) tokens > (?<limit>\d{1,12}) maximum/i,
    /prompt (?:is )?too long\b/i,
    /input token count \((?<got>\d{1,12})\) exceeds the maximum number of tokens allowed \((?<limit>\d{1,12})\)/i,
    /exceed(?:s|ed|ing)? (?:the |this |your )?(?:model'?s? )?(?:max(?:imum)? |available )?context (?:limit|length|window|size)/i,
    /too many tokens: size limit exceeded/i,
    /number of input tokens exceeds (?:the )?maximum/i,
    /input is too long for (?:the )?requested model/i,
    /current length is (?<got>\d{1,12}) while (?:the )?limit is (?<limit>\d{1,12})/i,
    /`inputs` tokens \+ `max_new_tokens` must be/i,
    /(?:input|prompt) (?:token )?length (?:is )?too long/i,
    /exceed(?:s|ed)? (?:the )?(?:model|max(?:imum)?) (?:token |prompt |input )?(?:limit|length)/i,
    /context window exceeds (?:the )?limit|too many input tokens|range of input length should be/i
  ].map((text) => pattern("context", "ContextLengthExceeded", [...badRequest, 500], text)),
  pattern(
    "filter",
    "ContentFiltered",
    [0, 400, 403],
    /content management policy|responsible ?ai ?policy|content[_ ]policy[_ ]violation|(?:violat\w{1,10}|against) (?:\w{1,20} ){0,3}(?:content|usage|safety) (?:polic|guideline)|content exists risk|contains? (?:inappropriate|sensitive|unsafe)|data ?inspection ?failed|flagged (?:by|as|for)\b|(?:rejected|blocked) (?:by|as a result of) (?:our |the )?(?:safety|content|moderation)/i
  ),
  pattern(
    "key",
    "AuthenticationFailed",
    [0, 400, 403],
    /(?:incorrect|invalid|expired) (?:x-)?api[- ]?key|api[- ]key (?:not valid|is invalid|expired|not found)|security token[^.]{0,60}invalid/i
  ),
  pattern("token", "AuthenticationFailed", [498], /invalid (?:api )?token/i),
  pattern(
    "quota",
    "QuotaExhausted",
    [0, 400, 403, 412, 429],
    /used all available credits|reach(?:ed|ing) (?:its|your|the) (?:monthly )?spend(?:ing)? limit|insufficient[_ ](?:quota|balance|credits?|funds)|exceeded your current quota|credit balance is too low|(?:spend(?:ing)?|billing|usage) (?:hard )?limit (?:has been )?(?:reached|exceeded)|payment required|account is in good standing|(?:not enough|insufficient) (?:account )?(?:balance|credits?|funds?)|balance (?:is )?(?:not enough|insufficient|too low|negative)|out of credits|余额不足|欠费/i
  ),
  pattern(
    "unloaded",
    "Overloaded",
    [0, 400, 422, 500],
    /\bmodel (?:is |was |has been )?(?:unloaded|not loaded|(?:still |currently )?loading)\b|no models? (?:is |are )?(?:currently )?loaded|failed to load (?:the )?model|loading model/i
  ),
  pattern(
    "model",
    "ModelNotFound",
    [0, 400, 403, 422],
    /model\b.{0,160}\b(?:does not exist|not found|has been (?:decommissioned|deprecated|retired|removed)|is not available)|no such model|unknown model|model identifier is invalid|not a valid model|model not exist|invalid model:|on-demand throughput isn['’]t supported/is
  ),
  pattern(
    "place",
    "PermissionDenied",
    [0, 400],
    /\b(?:location|country|territory)\b[^.]{0,40} (?:is )?not supported/i
  ),
  pattern("endpoint", "Unsupported", [404], /no endpoints? found that supports?\b/i),
  pattern(
    "unsupported",
    "Unsupported",
    [0, 400, 422],
    /unsupported (?:parameter|value|feature)|(?:unrecognized|unknown|unexpected) (?:request )?(?:argument|parameter|field)|extra inputs are not permitted|\bproperty\b.{0,80}\bis unsupported|\bnot (?:yet |currently )?(?:supported|enabled|compatible) (?:with|by|for|on|in|when)\b|only [^.]{1,40} (?:is|are) (?:allowed|supported) (?:for|with|by|on) this model|does not (?:currently )?support\b|doesn't support\b|supports? at most \d{1,12} (?:completion|output) tokens|only supported by certain models|unknown name .{0,80}cannot find field|tool choice requires --/is
  ),
  pattern(
    "overloaded",
    "Overloaded",
    [0, 500, 502],
    /overloaded|(?:at|over|out of) capacity|(?:service|model) is (?:currently |temporarily )?(?:unavailable|loading)/i
  ),
  pattern(
    "busy",
    "Overloaded",
    [0, 400, 429, 500, 502],
    /\b(?:model|server|service|engine)s? (?:is |are )?(?:currently |too )?busy\b|during peak load/i
  ),
  pattern("rate", "RateLimited", [0, 400, 403], /rate[- _]?limit|too many requests|throttl(?:ed|ing)/i),
  pattern("timeout", "TimedOut", [0], /timed? ?out|deadline exceeded/i),
  pattern("upstream_timeout", "TimedOut", relayed, /\b(?:upstream|provider)\b.{0,80}\btimed? ?out/is)
]

const named = /invalid|missing|bad.?request|validation|unprocessable/i

/** Asked when nothing more precise is said. */
const upstream: ReadonlyArray<Pattern> = [
  {
    ...pattern(
      "upstream",
      "ServerError",
      relayed,
      /provider returned (?:an )?error|error from (?:the )?(?:upstream|provider)|upstream (?:\w{1,20} )?(?:failed|error|unavailable)|\bbad gateway\b|connection reset by peer/i
    ),
    unless: named
  }
]

export const matchUpstream = (
  status: number,
  message: string,
  code: string | undefined
): Pattern | undefined =>
  upstream.find(
    ({ statuses, text, unless }) =>
      statuses.includes(status) && text.test(message) && (code === undefined || unless?.test(code) !== true)
  )

/** A parameter other than the prompt or the output limit is blamed: the prompt's length is not the matter. */
const promptParam = /^(?:messages|input|inputs|prompt|contents|system|max_\w{0,20}tokens)\b/

/** Codes that say precisely what is wrong with one field, whatever words stand beside them. */
const fieldCode = /above_max|below_min|too_long|invalid_(?:value|type)|missing/

/** A sentence about the length of one string that is not the prompt. */
const stringLength = /string too long|maximum length \d{1,12}|string_above_max_length/i

export const match = (
  status: number,
  message: string,
  code: string | undefined,
  param: string | undefined
): { readonly pattern: Pattern; readonly found: RegExpExecArray } | undefined => {
  const aboutField =
    (param !== undefined && !promptParam.test(param)) ||
    (code !== undefined && fieldCode.test(code)) ||
    stringLength.test(message)
  for (const each of patterns) {
    if (!each.statuses.includes(status)) continue
    if (each.class === "ContextLengthExceeded" && aboutField) continue
    const found = each.text.exec(message)
    if (found !== null) return { pattern: each, found }
  }
  return undefined
}
