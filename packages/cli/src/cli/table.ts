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

/** Columns below each other; those of `right` end at one column. */
export const table = (
  header: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  right: ReadonlySet<string> = new Set()
): string => {
  const all = [header, ...rows].map((cells) => cells.map((cell) => plain(cell).replace(/[\n\t]/g, " ")))
  const widths = header.map((_, column) => Math.max(...all.map((cells) => cells[column]!.length)))
  const line = (cells: ReadonlyArray<string>) =>
    cells
      .map((cell, column) =>
        right.has(header[column]!) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)
      )
      .join("  ")
      .trimEnd()
  return `${all.map(line).join("\n")}\n`
}

/** RFC 4180; a cell that a spreadsheet would run as a formula is text. */
export const csv = (rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  rows.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("")

const quoted = (cell: string): string => {
  const safe = /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
