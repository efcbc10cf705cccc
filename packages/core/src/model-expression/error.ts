/** Where a text stops being a model expression, and what could stand there. */
export interface ParseError {
  readonly type: "error"
  /** Offset of the first character that is wrong; the text's length where something is missing at its end. */
  readonly position: number
  readonly length: number
  /** Names the piece, bounded and on one line. */
  readonly message: string
  /** What may stand there: the nearest known words, else descriptions. */
  readonly expected: ReadonlyArray<string>
}

/** A piece of the text and where it begins. */
export interface Span {
  readonly text: string
  readonly at: number
}

export const wrong = (span: Span, message: string, expected: ReadonlyArray<string>): ParseError => ({
  type: "error",
  position: span.at,
  length: span.text.length,
  message,
  expected
})

/** The offset behind a span, as an empty one. */
export const behind = ({ text, at }: Span): Span => ({ text: "", at: at + text.length })

/** Without the blanks around it. */
export const trim = ({ text, at }: Span): Span => {
  const start = text.trimStart()
  return { text: start.trimEnd(), at: at + text.length - start.length }
}

/** The pieces between separators, without the blanks around them; one more than `most` where there are more. */
export const split = (span: Span, separator: string, most: number = Infinity): ReadonlyArray<Span> => {
  const pieces: Array<Span> = []
  let from = 0
  while (pieces.length < most) {
    const next = span.text.indexOf(separator, from)
    if (next < 0) break
    pieces.push(trim({ text: span.text.slice(from, next), at: span.at + from }))
    from = next + separator.length
  }
  pieces.push(trim({ text: span.text.slice(from), at: span.at + from }))
  return pieces
}

/** Pieces come from callers: bounded, and on one line. */
export const shown = (text: string): string =>
  (text.length > 40 ? `${text.slice(0, 40)}…` : text).toWellFormed().replace(/\p{Cc}/gu, "?")
