/** How far a JSON object or array has come that arrives in pieces. Anything else never becomes `whole`. */
export interface Progress {
  state: "blank" | "open" | "whole" | "other"
  depth: number
  quoted: boolean
  escaped: boolean
}

export const make = (): Progress => ({ state: "blank", depth: 0, quoted: false, escaped: false })

const isSpace = (unit: number): boolean => unit === 32 || unit === 10 || unit === 13 || unit === 9

/** Reads one more piece; each UTF-16 unit is looked at once. Brackets are counted, not matched. */
export const advance = (progress: Progress, text: string): void => {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (progress.state === "open") {
      if (progress.quoted) {
        if (progress.escaped) progress.escaped = false
        else if (unit === 0x5c) progress.escaped = true
        else if (unit === 0x22) progress.quoted = false
      } else if (unit === 0x22) progress.quoted = true
      else if (unit === 0x7b || unit === 0x5b) progress.depth++
      else if ((unit === 0x7d || unit === 0x5d) && --progress.depth === 0) progress.state = "whole"
    } else if (isSpace(unit)) continue
    else if (progress.state === "blank" && (unit === 0x7b || unit === 0x5b)) {
      progress.state = "open"
      progress.depth = 1
    } else {
      progress.state = "other"
      return
    }
  }
}
