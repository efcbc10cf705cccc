/** Breaks a line at spaces, so that no piece is longer than `columns` unless one word is. */
export const wrapped = (line: string, columns: number, indent = ""): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let current = indent
  for (const word of line.split(" ")) {
    const longer = current.trim() === "" ? current + word : `${current} ${word}`
    if (longer.length > columns && current.trim() !== "") {
      lines.push(current)
      current = indent + word
    } else current = longer
  }
  return [...lines, current]
}

/** A table whose rows are the header and then its cells; the last column holds sentences. */
export type Cells = ReadonlyArray<ReadonlyArray<string>>

const gap = 2

/** Leaves out groups of columns, by index, one after the other until the rest fits. */
export const narrowed = (
  table: Cells,
  columns: number,
  spare: ReadonlyArray<ReadonlyArray<number>>
): Cells => {
  const widths = table[0]!.map((_, column) => Math.max(...table.map((cells) => cells[column]!.length)))
  let kept = [...widths.keys()]
  for (const group of spare) {
    if (kept.reduce((sum, column) => sum + gap + widths[column]!, -gap) <= columns) break
    kept = kept.filter((column) => !group.includes(column))
  }
  return table.map((cells) => kept.map((column) => cells[column]!))
}

/** What a terminal is taken to have, of what it says: a few columns show nothing. */
export const columnsOf = (stated: number | undefined): number =>
  stated === undefined || Number.isNaN(stated) ? Infinity : Math.max(40, stated)
