/** The lines of a module that can be removed one at a time: each belongs to what the module does, and leaves it readable. */
import ts from "typescript-5.9"

export interface Mutant {
  /** From 1. */
  readonly line: number
  readonly text: string
  /** The module without the line. */
  readonly source: string
}

/** Runtime code only: what is left when types and comments are gone, or undefined where it cannot be parsed. */
const codeOf = (source: string): string | undefined => {
  const { diagnostics = [], outputText } = ts.transpileModule(source, {
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      removeComments: true,
      verbatimModuleSyntax: true
    }
  })
  return diagnostics.length === 0 ? outputText : undefined
}

/** Declarations: without them the module does not run at all, which says nothing about its tests. */
const declares = /^(?:import|export|const|let|function|class|type|interface|declare)\b/

/** Lines that only open, close or separate. */
const empty = /^[\s()[\]{},;:?=>]*$/

export const mutants = (source: string): ReadonlyArray<Mutant> => {
  const lines = source.split("\n")
  const whole = codeOf(source)
  return lines.flatMap((line, index) => {
    const text = line.trim()
    if (empty.test(text) || declares.test(text)) return []
    const without = [...lines.slice(0, index), ...lines.slice(index + 1)].join("\n")
    const code = codeOf(without)
    return code === undefined || code === whole ? [] : [{ line: index + 1, text, source: without }]
  })
}
