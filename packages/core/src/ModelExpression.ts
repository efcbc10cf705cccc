import { fill, type Piece } from "./model-expression/chain.ts"
import { type ParseError, shown, type Span, split, trim, wrong } from "./model-expression/error.ts"
import { isTerms, type Term, terms } from "./model-expression/term.ts"

export type { ParseError } from "./model-expression/error.ts"
export { good, metricNames, sortNames, type Direction, type Metric } from "./model-expression/metric.ts"
export type { Bound, List, Operator, Sort, Term, Threshold, Weight } from "./model-expression/term.ts"

/** What a caller writes for `model`: items tried in this order, each filled in. */
export interface Expression {
  readonly type: "expression"
  readonly items: ReadonlyArray<Item>
}

export interface Item {
  readonly model: Model
  /** The current name of a strategy; never beside a route. */
  readonly suffix?: string
  readonly route?: Route
}

/** A model by id or alias (or an endpoint by its id), or any model, with the name of who judges their quality. */
export type Model =
  | { readonly type: "model"; readonly id: string }
  | { readonly type: "router"; readonly scorer?: string }

export type Route =
  | { readonly type: "provider"; readonly name: string }
  | { readonly type: "terms"; readonly terms: ReadonlyArray<Term> }

/** What the reader of an expression has to know: only ids and names are not the grammar's own. */
export interface Options {
  /** Ids and aliases of models, ids of endpoints: tried before any grammar. */
  readonly isKnown: (id: string) => boolean
  /** An id that names its provider too, so that nothing is filled in. */
  readonly isEndpoint?: (id: string) => boolean
  /** An id on the wire of this provider, whatever it looks like. */
  readonly isKnownAt?: (id: string, provider: string) => boolean
  readonly isProvider?: (name: string) => boolean
  /** The current name of a strategy by any of its names: what a suffix can be. */
  readonly strategy?: (word: string) => string | undefined
  /** Items of a chain; 5. */
  readonly most?: number
}

/** Maximum length of an expression: an id is rarely longer than a hundredth of it. */
export const maxLength = 10_000

/** Reads any text in linear time and never throws. Exact ids come before the grammar. */
export const parse = (text: string, options: Options): Expression | ParseError => {
  if (options.isKnown(text)) return { type: "expression", items: [{ model: { type: "model", id: text } }] }
  if (text.length > maxLength) {
    const rest = { text: text.slice(maxLength), at: maxLength }
    return wrong(rest, `a model expression has at most ${maxLength} characters`, ["its end"])
  }
  const most = options.most ?? 5
  const spans = split({ text, at: 0 }, "->", most + 1)
  if (spans.length > most) {
    return wrong(spans[most]!, `a chain has at most ${most} items`, ["the chain's end"])
  }
  const pieces: Array<Piece> = []
  for (const span of spans) pieces.push(pieceOf(span, options))
  const filled = spans.length === 1 ? pieces : fill(pieces)
  if ("type" in filled) return filled
  const items: Array<Item> = []
  for (const piece of filled) {
    const item = itemOf(piece, options)
    if ("type" in item) return item
    items.push(item)
  }
  return { type: "expression", items }
}

/** The canonical form: current names, every item filled in, sort keys with their direction. */
export const print = ({ items }: { readonly items: ReadonlyArray<Item> }): string =>
  items.map(printItem).join("->")

export const isError = (value: { readonly type: string }): value is ParseError => value.type === "error"

/** A chain of regions: at least one, none of them empty. */
export const regions = (text: string): ReadonlyArray<string> | ParseError => {
  const spans = split({ text: text.slice(0, maxLength), at: 0 }, "->")
  const empty = spans.find((span) => span.text === "")
  return empty === undefined
    ? spans.map((span) => span.text)
    : wrong(empty, "a region is missing", ["a region"])
}

/** The terms of a printed route; undefined where they are none. */
export const parseTerms = (text: string): ReadonlyArray<Term> | undefined => {
  const found = terms({ text, at: 0 })
  return "type" in found ? undefined : found
}

export const printTerms = (list: ReadonlyArray<Term>): string => list.map(printTerm).join("|")

const pieceOf = (span: Span, options: Options): Piece => {
  const { isKnown, isEndpoint } = options
  if (isKnown(span.text)) return { span, model: span, complete: isEndpoint?.(span.text) === true }
  const suffix = suffixOf(span, options)
  // An id may hold an `@`, also before its suffix.
  const at = suffix !== undefined && isKnown(suffix.model) ? -1 : separatorOf(span.text)
  if (at < 0) return { span, model: span, complete: false }
  return {
    span,
    model: trim({ text: span.text.slice(0, at), at: span.at }),
    route: trim({ text: span.text.slice(at + 1), at: span.at + at + 1 }),
    complete: true
  }
}

/** The last `@`, but those within a list of endpoints, which are written `model@provider`. */
const separatorOf = (text: string): number => {
  const list = text.search(/[@|]\s*(?:skip_)?endpoints:/)
  return list < 0 ? text.lastIndexOf("@") : text.lastIndexOf("@", list)
}

const itemOf = ({ model, route }: Piece, options: Options): Item | ParseError => {
  const { isKnown, isKnownAt } = options
  if (model.text === "") return wrong(model, "a model is missing", ["a model"])
  if (isKnown(model.text) && route === undefined) return { model: { type: "model", id: model.text } }
  const isId = isKnown(model.text) || (route !== undefined && isKnownAt?.(model.text, route.text) === true)
  const mark = isId ? -1 : model.text.search(/[|<>]/)
  if (mark >= 0) {
    const rest = { text: model.text.slice(mark), at: model.at + mark }
    return wrong(rest, `'${shown(rest.text)}' stands in no id of a model`, ["a model and '@'"])
  }
  const suffix = isId ? undefined : suffixOf(model, options)
  if (route === undefined) {
    return suffix === undefined
      ? { model: modelOf(model.text, isId) }
      : { model: modelOf(suffix.model, isKnown(suffix.model)), suffix: suffix.strategy }
  }
  if (suffix !== undefined) {
    const message = `the suffix '${shown(suffix.span.text)}' cannot stand beside '@'`
    return wrong(suffix.span, message, ["'@' and a route, or the suffix alone"])
  }
  const way = routeOf(route, options)
  return way.type === "error" ? way : { model: modelOf(model.text, isId), route: way }
}

const modelOf = (text: string, isId: boolean): Model =>
  isId || (text !== "router" && !/^router_./.test(text))
    ? { type: "model", id: text }
    : text === "router"
      ? { type: "router" }
      : { type: "router", scorer: text.slice("router_".length) }

/** Only with exactly one colon and a strategy's name behind it; anything else is part of the id. */
const suffixOf = (
  { text, at }: Span,
  { strategy }: Options
): { readonly model: string; readonly strategy: string; readonly span: Span } | undefined => {
  const colon = text.indexOf(":")
  if (colon <= 0 || colon !== text.lastIndexOf(":")) return undefined
  const name = strategy?.(text.slice(colon + 1))
  const span = { text: text.slice(colon), at: at + colon }
  return name === undefined ? undefined : { model: text.slice(0, colon), strategy: name, span }
}

const routeOf = (route: Span, { isProvider }: Options): Route | ParseError => {
  if (route.text === "") return wrong(route, "a route is missing", ["a provider", "a metric"])
  if (isProvider?.(route.text) === true || !isTerms(route.text)) {
    return { type: "provider", name: route.text }
  }
  const list = terms(route)
  return "type" in list ? list : { type: "terms", terms: list }
}

const printItem = ({ model, route, suffix }: Item): string => {
  const name =
    model.type === "model" ? model.id : model.scorer === undefined ? "router" : `router_${model.scorer}`
  if (route === undefined) return suffix === undefined ? name : `${name}:${suffix}`
  return `${name}@${route.type === "provider" ? route.name : printTerms(route.terms)}`
}

const printTerm = (term: Term): string => {
  switch (term.type) {
    case "sort":
      return `${term.direction}-${term.metric}`
    case "threshold":
      return term.metric + term.bounds.map(({ operator, value }) => operator + String(value)).join("")
    case "weight":
      return `${term.metric}:${term.weight}`
    case "only":
      return `${term.of}:${term.ids.join(",")}`
    case "skip":
      return `skip_${term.of}:${term.ids.join(",")}`
  }
}
