/** Words of vendors and files hold no control character when a terminal gets them; lines stay lines. */
export const plain = (text: string): string => text.replace(/(?![\n\t])\p{C}/gu, "?")

/** Names with commas between them, in lines of so many columns that begin after an indent. */
export const listed = (names: ReadonlyArray<string>, columns: number, indent: number): string => {
  const lines = [""]
  for (const [index, name] of names.entries()) {
    const text = index === names.length - 1 ? name : `${name},`
    const line = lines.at(-1)!
    if (line !== "" && line.length + 1 + text.length > columns) lines.push(text)
    else lines[lines.length - 1] = line === "" ? text : `${line} ${text}`
  }
  return lines.join(`\n${" ".repeat(indent)}`)
}

/**
 * Columns below each other; those of `right` end at one column. Where it is wider than the terminal, the words of a header
 * stand below each other, and then columns move together.
 */
export const table = (
  header: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  right: ReadonlySet<string> = new Set(),
  columns = Infinity
): string => {
  const cells = rows.map((row) => row.map((cell) => plain(cell).replace(/[\n\t]/g, " ")))
  const ends = header.map((name) => right.has(name))
  const whole = lines([header, ...cells], ends, 2)
  if (whole.every((line) => line.length <= columns)) return `${whole.join("\n")}\n`
  const words = header.map((name) => name.split(/(?<=_)/).map((word) => word.replace(/_$/, "")))
  const high = Math.max(...words.map(({ length }) => length))
  const stacked = Array.from({ length: high }, (_, line) =>
    words.map((each) => each[line - high + each.length] ?? "")
  )
  const narrow = lines([...stacked, ...cells], ends, 2)
  const fits = narrow.every((line) => line.length <= columns)
  return `${(fits ? narrow : lines([...stacked, ...cells], ends, 1)).join("\n")}\n`
}

const lines = (
  all: ReadonlyArray<ReadonlyArray<string>>,
  ends: ReadonlyArray<boolean>,
  gap: number
): ReadonlyArray<string> => {
  const widths = ends.map((_, column) => Math.max(...all.map((cells) => cells[column]!.length)))
  return all.map((cells) =>
    cells
      .map((cell, column) =>
        ends[column] === true ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)
      )
      .join(" ".repeat(gap))
      .trimEnd()
  )
}

/** RFC 4180; a cell that a spreadsheet would run as a formula is text. */
export const csv = (rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  rows.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("")

const quoted = (cell: string): string => {
  const safe = /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
