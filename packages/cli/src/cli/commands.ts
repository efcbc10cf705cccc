import { models } from "./models.ts"
import { plan } from "./plan.ts"
import { spend } from "./spend.ts"
import { tryOut } from "./try.ts"
import type { Command } from "./World.ts"

export const commands: { readonly [name: string]: Command } = { models, plan, try: tryOut, spend }

export const named = (name: string): Command | undefined =>
  Object.hasOwn(commands, name) ? commands[name] : undefined

export const help = `turnout <command>

  models [text]         what the keys in the environment can call, with prices
  plan <expression>     which endpoints a call would try, and why; nothing is
                        sent
  try [-m expression] "prompt"
                        one prompt, streamed, then the decision, the timeline
                        and the cost
  spend --db <file>     what calls cost, from the receipts of a store

turnout <command> --help says what each takes.
`
