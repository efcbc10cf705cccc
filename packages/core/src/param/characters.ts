import * as Schema from "effect/Schema"
import { fitsCharacters } from "../internal/characters.ts"

/** The annotation that says how many characters a check allows. */
export const characters = "turnout/characters"

/** A text of at most so many characters, as a person counts them (grapheme clusters). */
export const atMost = (most: number) =>
  Schema.String.check(
    Schema.makeFilter((text: string) => fitsCharacters(text, most), {
      expected: `a value with a length of at most ${most}`,
      [characters]: most
    })
  )
