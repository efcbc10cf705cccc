import { nearest } from "../Nearest.ts"
import { behind, type ParseError, shown, type Span, split, wrong } from "./error.ts"
import { type Direction, type Metric, metricNames, metricOf, sortNames, sortOf } from "./metric.ts"

export type Operator = "<" | "<=" | ">" | ">="

export interface Bound {
  readonly operator: Operator
  readonly value: number
}

export interface Sort {
  readonly type: "sort"
  readonly metric: Metric
  readonly direction: Direction
}

/** Every bound has to hold. */
export interface Threshold {
  readonly type: "threshold"
  readonly metric: Metric
  readonly bounds: ReadonlyArray<Bound>
}

export interface Weight {
  readonly type: "weight"
  readonly metric: Metric
  readonly weight: number
}

/** `only` these, or anything but these (`skip`). */
export interface List {
  readonly type: "only" | "skip"
  readonly of: "providers" | "models" | "endpoints"
  readonly ids: ReadonlyArray<string>
}

export type Term = Sort | Threshold | Weight | List

const lists: { readonly [name: string]: Pick<List, "type" | "of"> } = {
  providers: { type: "only", of: "providers" },
  skip_providers: { type: "skip", of: "providers" },
  models: { type: "only", of: "models" },
  skip_models: { type: "skip", of: "models" },
  endpoints: { type: "only", of: "endpoints" },
  skip_endpoints: { type: "skip", of: "endpoints" }
}

const listNames = Object.keys(lists).map((name) => `${name}:`)

/** Whether a route that no provider is named after can only be terms. */
export const isTerms = (route: string): boolean =>
  /[|<>:]/.test(route) || /^(lowest|highest)-/.test(route) || metricOf(route) !== undefined

/** The terms between `|`, in written order. */
export const terms = (route: Span): ReadonlyArray<Term> | ParseError => {
  const found: Array<Term> = []
  const listed = new Map<List["of"], List["type"]>()
  for (const piece of split(route, "|")) {
    const parsed = term(piece)
    if ("type" in parsed) return parsed
    for (const each of parsed) {
      if ("of" in each) {
        if ((listed.get(each.of) ?? each.type) !== each.type) {
          const message = `'${each.of}' and 'skip_${each.of}' cannot stand together`
          return wrong(piece, message, ["one of the two"])
        }
        listed.set(each.of, each.type)
      }
      found.push(each)
    }
  }
  return found
}

const term = (piece: Span): ReadonlyArray<Term> | ParseError => {
  const { text, at } = piece
  if (text === "") return wrong(piece, "a term is missing", ["a metric", ...listNames])
  const mark = text.search(/[:<>]/)
  if (mark < 0) {
    const sort = sortOf(text)
    if (sort === undefined) return unknown(piece, [...sortNames, ...listNames])
    return [{ type: "sort", metric: sort.metric, direction: sort.direction }]
  }
  const head = { text: text.slice(0, mark), at }
  const rest = { text: text.slice(mark), at: at + mark }
  return text[mark] === ":" ? named(head, rest) : bounded(head, rest)
}

/** `providers:a,b` or `quality:0.5`; `rest` begins with the colon. */
const named = (head: Span, rest: Span): ReadonlyArray<Term> | ParseError => {
  const value = { text: rest.text.slice(1), at: rest.at + 1 }
  if (Object.hasOwn(lists, head.text)) {
    const ids = split(value, ",")
    const empty = ids.find(({ text }) => text === "")
    if (empty !== undefined) return wrong(empty, `'${head.text}:' lacks an id`, ["an id"])
    return [{ ...lists[head.text]!, ids: ids.map(({ text }) => text) }]
  }
  const metric = metricOf(head.text)
  if (metric === undefined) {
    if (sortOf(head.text) !== undefined) {
      return wrong(head, `a weight takes its metric alone, not '${shown(head.text)}'`, metricNames)
    }
    return unknown(head, [...listNames, ...metricNames])
  }
  const number = numberAt(value, 0)
  if (number === undefined || number.end < value.text.length) {
    return notNumber(value, number?.end ?? 0)
  }
  return [{ type: "weight", metric, weight: number.value }]
}

/**
 * `ttft<500`, `quality>0.8<0.9`; or the older `lowest-itl<0.5input-cost`, a sort and behind each number the metric
 * that has to stay below it. `rest` begins with the operator.
 */
const bounded = (head: Span, rest: Span): ReadonlyArray<Term> | ParseError => {
  const sort = sortOf(head.text)
  if (sort === undefined) return unknown(head, sortNames)
  const bounds: Array<Bound> = []
  const older: Array<Threshold> = []
  /** Behind the first number that no metric follows. */
  let bare: Span | undefined
  const { text, at } = rest
  let offset = 0
  while (offset < text.length) {
    const operator = operatorAt(text, offset)
    if (operator === undefined) {
      return wrong({ text: text.slice(offset), at: at + offset }, "an operator is missing", operators)
    }
    const number = numberAt(rest, offset + operator.length)
    if (number === undefined) return notNumber(rest, offset + operator.length)
    const next = text.slice(number.end).search(/[<>]/)
    const end = next < 0 ? text.length : number.end + next
    const word = { text: text.slice(number.end, end), at: at + number.end }
    if (word.text !== "") {
      const metric = metricOf(word.text)
      if (metric === undefined) return unknown(word, metricNames)
      if (operator !== "<") {
        const wanted = { text: operator, at: at + offset }
        return wrong(wanted, `only '<' takes its number before the metric, not '${operator}'`, ["<"])
      }
      older.push({ type: "threshold", metric, bounds: [{ operator, value: number.value }] })
    } else {
      bounds.push({ operator, value: number.value })
      bare ??= word
    }
    if (bare !== undefined && (sort.prefixed || older.length > 0)) {
      return wrong(bare, "a metric is missing behind the number", metricNames)
    }
    offset = end
  }
  if (older.length === 0) return [{ type: "threshold", metric: sort.metric, bounds }]
  return [{ type: "sort", metric: sort.metric, direction: sort.direction }, ...older]
}

const operators: ReadonlyArray<Operator> = ["<=", ">=", "<", ">"]

const operatorAt = (text: string, offset: number): Operator | undefined =>
  operators.find((operator) => text.startsWith(operator, offset))

const digits = /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy

const numberAt = (
  { text }: Span,
  offset: number
): { readonly value: number; readonly end: number } | undefined => {
  digits.lastIndex = offset
  const found = digits.exec(text)
  const value = Number(found?.[0])
  return found === null || !Number.isFinite(value) ? undefined : { value, end: offset + found[0].length }
}

const notNumber = (span: Span, offset: number): ParseError => {
  const rest = { text: span.text.slice(offset), at: span.at + offset }
  const message = rest.text === "" ? "a number is missing" : `'${shown(rest.text)}' is no number of 0 or more`
  return wrong(rest.text === "" ? behind(span) : rest, message, ["a number"])
}

const unknown = (piece: Span, words: ReadonlyArray<string>): ParseError => {
  if (piece.text === "") return wrong(piece, "a metric is missing", metricNames)
  const near = nearest(piece.text, words, 3)
  return wrong(
    piece,
    `unknown term '${shown(piece.text)}'`,
    near.length > 0 ? near : ["a metric", ...listNames]
  )
}
