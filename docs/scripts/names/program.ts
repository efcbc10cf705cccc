import { globSync } from "node:fs"
import { Script } from "node:vm"
import { root } from "../site/repository.ts"
import { entryOf, exportsOf } from "./modules.ts"
import { isForeign } from "./foreign.ts"
import type { Span } from "./spans.ts"

const imports = `
import type {
  AttemptRecord, BudgetOptions, ChatCompletion, ChatRequest, Decision, EmbeddingRequest, GatewayInput, Identity,
  CreateEmbeddingResponse, LimitsOptions, Message, Options, Plan, Response, ResponseRequest, Principal, Receipt, RouterError, RoutingInput, RoutingMetadata, TurnoutRouter, Warning
} from "turnout"
import type { DecisionCandidate } from "@turnout/core/Decision"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { CacheOptions } from "@turnout/router/CacheStore"
import type { BaseOptions } from "@turnout/wire/Vendor"
`

/** A path that begins with a field of one of them goes through it. */
const types = `
type Given =
  | Options | ChatRequest | GatewayInput | RoutingInput | EmbeddingRequest | BudgetOptions | LimitsOptions | CacheOptions
  | BaseOptions | Identity | Principal
type Bag =
  | Given | ChatCompletion | RoutingMetadata | AttemptRecord | Decision | DecisionCandidate | Endpoint | Receipt | Plan
  | Warning | RouterError | CreateEmbeddingResponse | Message | Response | ResponseRequest
  | { router: TurnoutRouter; gateway: GatewayInput; routing_metadata: RoutingMetadata; decision: Decision; answer: ChatCompletion; plan: Plan; principal: Principal; receipt: Receipt; error: RouterError }
  | Pick<TurnoutRouter, "embeddings" | "chat" | "responses" | "models" | "health" | "budgets">
  | { attempts: ReadonlyArray<AttemptRecord>; candidates: ReadonlyArray<DecisionCandidate> }
type At<T, K extends string> = unknown extends T ? unknown : T extends (...given: never) => unknown ? (K extends keyof T ? T[K] : never)
  : T extends ReadonlyArray<infer E> ? (K extends keyof T ? T[K] : At<E, K>)
  : T extends object ? (K extends keyof T ? NonNullable<T[K]> : string extends keyof T ? NonNullable<T[string & keyof T]> : never)
  : never
type Walk<T, P extends string> = P extends \`\${infer K}.\${infer R}\` ? Walk<At<T, K>, R> : At<T, P>
type Is<P extends string> = [Walk<Bag, P>] extends [never] ? "there is no such path" : "yes"
type Begins<P extends string> = P extends \`\${infer K}.\${string}\` ? ([At<Bag, K>] extends [never] ? "elsewhere" : Is<P>) : "elsewhere"
declare const one: <K extends string>() => <V extends ([At<Given, K>] extends [never] ? unknown : At<Given, K>)>(value: V) => void
`

/** An option may be shown without those that must stand beside it. */
const constants = `
declare const router: TurnoutRouter
declare const createRouter: (options: Partial<Options>) => TurnoutRouter
`

/** `a.b[].c()` as `a.b.c`, if it is a path. */
export const pathOf = (code: string): string | undefined => {
  const path = code.replace(/\[(?:\d*|i)\]|\([^()]*\)$/g, "").replace(/\?\./g, ".")
  // What lies in `extensions` is the vendor's.
  return /^(?!extensions\.)[a-z_]\w*(\.[a-z_]\w*)+$/.test(path) ? path : undefined
}

/** Values that can be called in a sentence, by the entry that has them. */
const callable = (): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  const entries = globSync("packages/providers/*/package.json", { cwd: root }).map(
    (manifest) => `@turnout/${manifest.split(/[\\/]/).at(-2)}`
  )
  for (const entry of ["turnout", "@turnout/all", "@turnout/sqlite", "@turnout/redis", ...entries]) {
    const file = entryOf(entry)
    if (file === undefined) continue
    for (const name of exportsOf(file)) if (/^[a-z]/.test(name) && !found.has(name)) found.set(name, entry)
  }
  return found
}

const isCode = (text: string): boolean => {
  try {
    return new Script(`(async () => { ${text} })`) instanceof Script
  } catch {
    return false
  }
}

/** Identifiers that an expression reads and nobody imports. */
const freeOf = (code: string, bound: (name: string) => boolean): ReadonlyArray<string> => {
  const bare = code.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, "0")
  const names = Array.from(
    bare.matchAll(/(?<![\w.$])([A-Za-z_$][\w$]*)(?!\s*:(?!:))/g),
    ([, name = ""]) => name
  )
  const words = new Set([
    "await",
    "new",
    "true",
    "false",
    "null",
    "undefined",
    "async",
    "const",
    "return",
    "void",
    "process"
  ])
  return [...new Set(names)].filter((name) => !words.has(name) && !bound(name))
}

const lineOf = (span: Span, called: ReadonlyMap<string, string>, used: Set<string>): string | undefined => {
  const { code, page } = span
  if (isForeign(page, code) || code.includes("…")) return undefined
  const path = pathOf(code)
  const [, key = "", value = ""] = /^([a-z_]\w*): (.+)$/.exec(code) ?? []
  if (path === undefined && key === "" && !/\(.*\)$/.test(code)) return undefined
  const bound = (name: string) => name === "router" || called.has(name)
  const [, first = ""] = /^(?:await )?([a-z]\w*)[.(]/.exec(code) ?? []
  const body =
    path !== undefined
      ? `const is: "yes" | "elsewhere" = null! as Begins<"${path}">; void is`
      : key !== "" && isCode(`(${value})`)
        ? `one<"${key}">()(${value})`
        : first !== "" && bound(first) && isCode(code)
          ? `void (${code.replace(/^await /, "")})`
          : undefined
  if (body === undefined) return undefined
  const expression = path === undefined ? code.replace(/^[a-z_]\w*: /, "") : ""
  for (const [name] of expression.matchAll(/[a-zA-Z]\w*/g)) if (called.has(name)) used.add(name)
  const free = freeOf(expression, bound)
  return `void (async (${free.map((name) => `${name}: any`).join(", ")}) => { ${body} }) // ${page}:${span.line}`
}

/** A program that compiles where paths, options and calls in inline code are those of the types. */
export const programOf = (spans: ReadonlyArray<Span>): string => {
  const called = callable()
  const used = new Set<string>()
  const lines = [...new Set(spans.flatMap((span) => lineOf(span, called, used) ?? []))]
  const froms = [...used]
    .filter((name) => name !== "createRouter")
    .map((name) => `import { ${name} } from "${called.get(name)}"`)
  return [imports, ...froms, types, constants, ...lines].join("\n") + "\n"
}
