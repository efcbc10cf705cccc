/** What decides about colours, as a program's environment and stream have it. */
export interface Terminal {
  /** `process.stdout.isTTY`. */
  readonly isTTY?: boolean | undefined
  /** `process.env`, of which `NO_COLOR`, `FORCE_COLOR` and `TERM` are read. */
  readonly env?: { readonly [name: string]: string | undefined } | undefined
}

/**
 * Whether output to this terminal may be coloured. `FORCE_COLOR` wins, as in Node: `0` and `false` forbid, anything else
 * asks for colours. Then `NO_COLOR` forbids, unless it is empty; else a terminal that is not dumb gets them.
 */
export const hasColor = ({ env = {}, isTTY }: Terminal): boolean => {
  const { FORCE_COLOR, NO_COLOR, TERM } = env
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false"
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false
  return isTTY === true && TERM !== "dumb"
}

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const

export type Painter = { readonly [style in keyof typeof codes]: (text: string) => string }

export const painter = (colours: boolean): Painter => {
  const style =
    ([on, off]: readonly [number, number]) =>
    (text: string) =>
      colours && text.trim() !== "" ? `\u001b[${on}m${text}\u001b[${off}m` : text
  return {
    bold: style(codes.bold),
    dim: style(codes.dim),
    red: style(codes.red),
    green: style(codes.green),
    yellow: style(codes.yellow)
  }
}
