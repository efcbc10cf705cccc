import * as RawJson from "@turnout/core/RawJson"

/** Where a text of JSON stands: what may come next. */
type Next = "value" | "first_value" | "key" | "first_key" | "colon" | "more" | "nothing"

const scalar = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/
// oxlint-disable-next-line no-control-regex -- JSON has no line break within a string.
const plain = /[^"\\\u0000-\u001f]+/y
const word = /[\w.+-]+/y
const space = /[ \t\r\n]+/y

/**
 * The arguments of a call while they come, handed on as far as they are JSON of an object. What begins as anything else is
 * held back, and is the text of the key `""` in the end: readers demand an object.
 */
export class Arguments {
  /** The object is complete. */
  done = false
  private raw: string | undefined = ""
  private ready = ""
  private next: Next = "value"
  private readonly open: Array<"{" | "["> = []
  private inString = false
  private isKey = false
  private escape = 0
  private token = ""
  private broken = false
  /** All that was read as JSON, up to the end of the last whole value, and what closes it there. */
  private read = ""
  private safe = 0
  private closing = ""
  private readonly keeps: boolean

  /** `keeps`: remembers the text, for `value`. */
  constructor(keeps = false) {
    this.keeps = keeps
  }

  /** What of it can be told now. */
  push(text: string): string {
    if (this.raw !== undefined) this.raw += text
    if (!this.broken && !this.done) this.scan(text)
    if (this.raw !== undefined && !this.isObject) return ""
    this.raw = undefined
    const { ready } = this
    this.ready = ""
    return ready
  }

  /** What is left of it. */
  end(): string {
    const { raw } = this
    this.raw = undefined
    return raw === undefined || raw.trim() === "" ? "" : JSON.stringify({ "": raw })
  }

  /** The object, with the digits that the model wrote, or of one that was cut off what is whole of it. */
  value(): { readonly [key: string]: unknown } {
    if (this.raw !== undefined) {
      const rest = this.end()
      return rest === "" ? {} : (JSON.parse(rest) as { readonly [key: string]: unknown })
    }
    const text = this.safe === 0 ? "{}" : this.read.slice(0, this.safe) + this.closing
    const value = JSON.parse(text) as { readonly [key: string]: unknown }
    return JSON.stringify(value) === text ? value : RawJson.exact(value, text)
  }

  /** A key and its colon were read, or the whole of an empty object: from then on it is told as it comes. */
  private isObject = false

  private take(text: string): void {
    this.ready += text
    if (this.keeps) this.read += text
  }

  private scan(text: string): void {
    let at = 0
    while (at < text.length && !this.broken) {
      if (this.inString) at = this.string(text, at)
      else {
        word.lastIndex = at
        const found = this.open.length > 0 ? word.exec(text) : null
        if (found !== null) {
          this.token += found[0]
          at = word.lastIndex
          if (this.token.length > 400) this.broken = true
          continue
        }
        if (this.token !== "" && !this.scalar()) return
        space.lastIndex = at
        const blank = space.exec(text)
        if (blank !== null) {
          this.take(blank[0])
          at = space.lastIndex
        } else this.sign(text[at++]!)
        if (this.done) return
      }
    }
  }

  private string(text: string, from: number): number {
    if (this.escape === 0) {
      plain.lastIndex = from
      const run = plain.exec(text)
      if (run !== null) {
        this.take(run[0])
        return plain.lastIndex
      }
    }
    const unit = text[from]!
    if (this.escape > 1) {
      if (!/[0-9a-fA-F]/.test(unit)) this.broken = true
      else this.take(unit)
      this.escape = this.escape === 5 ? 0 : this.escape + 1
    } else if (this.escape === 1) {
      if (!/["\\/bfnrtu]/.test(unit)) this.broken = true
      else this.take(unit)
      this.escape = unit === "u" ? 2 : 0
    } else if (unit === "\\") {
      this.take(unit)
      this.escape = 1
    } else if (unit === '"') {
      this.take(unit)
      this.inString = false
      if (this.isKey) this.next = "colon"
      else this.ended()
      // A line break as it is: models write it, and JSON does not have it.
    } else this.take(JSON.stringify(unit).slice(1, -1))
    return from + 1
  }

  private scalar(): boolean {
    const { next, token } = this
    this.token = ""
    if ((next === "value" || next === "first_value") && scalar.test(token)) {
      this.take(token)
      this.ended()
      return true
    }
    this.broken = true
    return false
  }

  /** A value has ended. */
  private ended(): void {
    this.next = this.open.length === 0 ? "nothing" : "more"
    if (this.open.length === 0) {
      this.done = true
      this.isObject = true
    }
    if (!this.keeps) return
    this.safe = this.read.length
    this.closing = ""
    for (const each of this.open) this.closing = (each === "{" ? "}" : "]") + this.closing
  }

  private sign(unit: string): void {
    const { next } = this
    const inner = this.open.at(-1)
    const isValue = next === "value" || next === "first_value"
    if (unit === '"') {
      const isKey = next === "key" || next === "first_key"
      if (!isKey && !(isValue && inner !== undefined)) return this.fail()
      this.isKey = isKey
      this.inString = true
    } else if (unit === "{" && isValue) {
      this.open.push("{")
      this.next = "first_key"
    } else if (unit === "[" && isValue && inner !== undefined) {
      this.open.push("[")
      this.next = "first_value"
    } else if (unit === ":" && next === "colon") {
      this.next = "value"
      this.isObject = true
    } else if (unit === "," && next === "more") this.next = inner === "{" ? "key" : "value"
    else if (unit === "}" && inner === "{" && (next === "more" || next === "first_key")) this.open.pop()
    else if (unit === "]" && inner === "[" && (next === "more" || next === "first_value")) this.open.pop()
    else return this.fail()
    this.take(unit)
    if (unit === "}" || unit === "]") this.ended()
  }

  private fail(): void {
    this.broken = true
  }
}
