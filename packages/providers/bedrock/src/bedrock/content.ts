import * as Native from "@turnout/wire/NativeBody"
import { type Draft, type Notes, unread } from "@turnout/wire/NativeBody"

/** Blocks of text have to say something. */
const text = (words: string): Draft | undefined => (/\S/.test(words) ? { text: words } : undefined)

const image = ({ data }: Native.Image): Draft | undefined => {
  const format = /^image\/(png|jpeg|gif|webp)$/.exec(data?.type ?? "")?.[1]
  return data === undefined || format === undefined
    ? undefined
    : { image: { format, source: { bytes: data.data } } }
}

const formats: { readonly [type: string]: string } = {
  "application/pdf": "pdf",
  "text/csv": "csv",
  "text/html": "html",
  "text/plain": "txt",
  "text/markdown": "md",
  "application/msword": "doc",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/vnd.ms-excel": "xls",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx"
}

/** Letters, digits, single spaces, hyphens and brackets: the name of a document may hold nothing else. */
const nameOf = (name: string): string =>
  name
    .replace(/\.[A-Za-z0-9]{1,5}$/, "")
    .replace(/[^A-Za-z0-9\s\-()[\]]/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 200)

/** A mark of what to cache is a block of its own, behind what it marks. */
const mark =
  (path: string, notes: Notes) =>
  (_: Draft, control: { readonly type: string; readonly ttl?: string }): ReadonlyArray<Draft> => {
    unread(notes, `${path}.cache_control`, control, new Set(["type", "ttl"]))
    return [cachePoint(control)]
  }

export const cachePoint = ({ ttl }: { readonly ttl?: string }): Draft => ({
  cachePoint: { type: "default", ...(ttl === undefined ? {} : { ttl }) }
})

const isDocument = (block: Draft): boolean => block["document"] !== undefined

/** The blocks of any content. `all`: with images and documents, which only users send; results of tools hold images. */
export const blocks = (
  content: Parameters<typeof Native.parts>[0],
  path: string,
  kinds: "text" | "result" | "all",
  notes: Notes
): Array<Draft> => {
  let count = 0
  const file = ({ data, name }: Native.File, here: string): Draft | undefined => {
    const format = formats[data?.type ?? ""]
    if (data === undefined || format === undefined) return undefined
    const given = name === undefined ? "" : nameOf(name)
    const own = given === "" ? `document ${++count}` : given
    if (own !== name) {
      notes.push({
        action: "translated",
        param: `${here}.file.filename`,
        ...(name === undefined ? {} : { from: name }),
        to: { name: own },
        reason: "dialect"
      })
    }
    return { document: { format, name: own, source: { bytes: data.data } } }
  }
  const made = Native.parts<Draft>(
    content,
    path,
    {
      text,
      mark: mark(path, notes),
      ...(kinds === "text" ? {} : { image }),
      ...(kinds === "all" ? { file } : {})
    },
    notes
  )
  if (made.some(isDocument) && !made.some((block) => block["text"] !== undefined)) {
    // A document has to stand beside a text.
    notes.push({ action: "translated", param: path, to: { text: beside }, reason: "demanded" })
    made.unshift({ text: beside })
  }
  return made
}

const beside = "See the document."
