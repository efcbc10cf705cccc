import type { Json } from "../Json.ts"
import * as Param from "../Param.ts"
import type { Request } from "../Request.ts"

/** A request while it is bent. */
export type Open = { [key: string]: Json | undefined }

/** Parameters that mean nothing without tools, and the tools. */
export const ofTools = ["tools", "tool_choice", "parallel_tool_calls"] as const

/** Tools that must not be called are told of only where the history speaks of them. */
export const hasIdleTools = ({ messages, tool_choice, tools }: Request): boolean =>
  tool_choice === "none" &&
  tools !== undefined &&
  !messages.some(
    (message) => message.role === "tool" || (message.role === "assistant" && message.tool_calls !== undefined)
  )

/** Where each optional parameter stands in the table. */
export const places: ReadonlyMap<string, number> = new Map(Param.optional.map((name, place) => [name, place]))

const none: ReadonlyArray<Param.ParamName> = []

/** The optional parameters that a request holds, in the table's order; idle ones go whatever the endpoint is. */
export const present = (request: Request, idle: boolean): ReadonlyArray<Param.ParamName> => {
  let names: Array<Param.ParamName> | undefined
  for (let place = 0; place < Param.optional.length; place++) {
    const name = Param.optional[place]!
    if ((request as unknown as Open)[name] === undefined) continue
    if (idle && (ofTools as ReadonlyArray<string>).includes(name)) continue
    if (names === undefined) names = [name]
    else names.push(name)
  }
  return names ?? none
}
