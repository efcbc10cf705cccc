/** Time, randomness and the environment are arguments: the shared packages read none of them by themselves. */
import type { Rule } from "./Workspace.ts"

const world =
  /^(Date\.now|new Date\(\)|Math\.random|process\.\w+|performance\.now|crypto\.(randomUUID|getRandomValues))$/
const pure = new Set(["@turnout/core", "@turnout/router", "@turnout/wire"])

export const purity: Rule = ({ packages }) =>
  packages
    .filter(({ name }) => pure.has(name))
    .flatMap(({ sources }) =>
      sources.flatMap(({ path, reads }) =>
        reads
          .filter(({ text }) => world.test(text))
          .map(({ line, text }) => `${path}:${line}: reads ${text}; take it as an argument`)
      )
    )
