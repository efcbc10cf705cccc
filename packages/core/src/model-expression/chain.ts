import { type ParseError, shown, type Span, wrong } from "./error.ts"

/** What stands between two arrows. */
export interface Piece {
  readonly span: Span
  readonly model: Span
  readonly route?: Span
  /** It has a route, or is the id of an endpoint: nothing is filled in. */
  readonly complete: boolean
}

/**
 * Bare pieces before the first `@` are models and take the route of the next piece to the right that has one;
 * bare pieces behind it are routes and take the model to their left.
 */
export const fill = (pieces: ReadonlyArray<Piece>): ReadonlyArray<Piece> | ParseError => {
  const first = pieces.findIndex(({ route }) => route !== undefined)
  const route = pieces[first]?.route
  let model: Span | undefined
  const filled: Array<Piece> = []
  for (const [index, piece] of pieces.entries()) {
    const { span } = piece
    if (span.text === "") return wrong(span, "an item of the chain is missing", ["a model", "a provider"])
    if (piece.route !== undefined) model = piece.model
    if (piece.complete) filled.push(piece)
    else if (route === undefined) {
      const message = `the chain names no provider for '${shown(span.text)}'`
      return wrong(span, message, [`${shown(span.text)}@ and a provider`])
    } else if (index < first) filled.push({ span, model: span, route, complete: true })
    else if (span.text.includes("@")) {
      // A known id may hold an `@`; a provider's name never does.
      const message = `'${shown(span.text)}' is a model: behind the first '@' a bare item is a provider`
      return wrong(span, message, ["a provider", `${shown(span.text)}@ and a provider`])
    } else filled.push({ span, model: model!, route: span, complete: true })
  }
  return filled
}
