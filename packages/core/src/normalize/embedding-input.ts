import type { Embedding } from "../Embedding.ts"
import { type Findings, given, tell, violation } from "../refusal/violation.ts"

type Input = Pick<Embedding, "input" | "alone">

const expected = "a text, an array of texts, or one or several arrays of tokens; none of them empty"

const isToken = (value: unknown): value is number =>
  typeof value === "number" && value >= 0 && Number.isSafeInteger(value)

const invalid = (param: string, what: string, got: unknown) =>
  violation(param, "invalid_parameter_value", `Invalid '${param}': expected ${what}, got ${given(got)}.`)

/** The inputs of a request, each as it came, or what is wrong with all of them. */
export const inputOf = (value: unknown, out: Findings): Input | undefined => {
  if (value === undefined || value === null) {
    const message = "Missing required parameter: 'input'."
    out.list.push(violation("input", "missing_required_parameter", message))
    return undefined
  }
  if (typeof value === "string" && value !== "") return { input: [value], alone: true }
  if (!Array.isArray(value) || value.length === 0) {
    out.list.push(invalid("input", expected, value))
    return undefined
  }
  const list = value as ReadonlyArray<unknown>
  switch (typeof list[0]) {
    case "string":
      return wrong(list, isText, "a text that is not empty", out)
        ? undefined
        : { input: list as ReadonlyArray<string>, alone: false }
    case "number":
      return wrong(list, isToken, token, out)
        ? undefined
        : { input: [list as ReadonlyArray<number>], alone: true }
    default:
      return ofArrays(list, out)
  }
}

const token = "a token (a whole number from 0 on)"

const isText = (value: unknown): boolean => typeof value === "string" && value !== ""

const isFull = (value: unknown): boolean => Array.isArray(value) && value.length > 0

/** Whether any item is wrong; all are told. */
const wrong = (
  list: ReadonlyArray<unknown>,
  isRight: (item: unknown) => boolean,
  what: string,
  out: Findings,
  at = "input"
): boolean => {
  const found: Array<number> = []
  for (let index = 0; index < list.length; index++) if (!isRight(list[index])) found.push(index)
  tell(out, found, (index) => invalid(`${at}[${index}]`, what, list[index]))
  return found.length > 0
}

const ofArrays = (list: ReadonlyArray<unknown>, out: Findings): Input | undefined => {
  if (!list.some(Array.isArray)) {
    wrong(list, () => false, "a text or an array of tokens", out)
    return undefined
  }
  let isWrong = wrong(list, isFull, "an array of tokens that is not empty", out)
  for (const [index, each] of list.entries()) {
    if (Array.isArray(each) && wrong(each as ReadonlyArray<unknown>, isToken, token, out, `input[${index}]`))
      isWrong = true
  }
  return isWrong ? undefined : { input: list as ReadonlyArray<ReadonlyArray<number>>, alone: false }
}
