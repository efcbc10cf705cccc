/** Options of each vendor's account, as the types of its package say them. */
import { existsSync, readdirSync } from "node:fs"
import ts from "typescript"
import type { Option } from "../scripts/site/vendor-pages.ts"

import { root } from "../scripts/site/repository.ts"

const folders = readdirSync(`${root}packages/providers`).filter((name) =>
  existsSync(`${root}packages/providers/${name}/src/index.ts`)
)

/** Files that a program has to hold. */
export const barrels: ReadonlyArray<string> = folders.map(
  (folder) => `${root}packages/providers/${folder}/src/index.ts`
)

/** The module of a package that states its options: that of its barrel's first `export * as`. */
const moduleOf = (program: ts.Program, folder: string): ts.SourceFile | undefined => {
  const barrel = program.getSourceFile(`${root}packages/providers/${folder}/src/index.ts`)
  const named = barrel?.statements.find(
    (statement): statement is ts.ExportDeclaration =>
      ts.isExportDeclaration(statement) &&
      statement.exportClause !== undefined &&
      ts.isNamespaceExport(statement.exportClause)
  )
  if (named?.moduleSpecifier === undefined || !ts.isStringLiteral(named.moduleSpecifier)) return undefined
  return program.getSourceFile(
    `${root}packages/providers/${folder}/src/${named.moduleSpecifier.text.slice(2)}`
  )
}

const optionsIn = (checker: ts.TypeChecker, file: ts.SourceFile): ReadonlyArray<Option> => {
  const make = checker
    .getExportsOfModule(checker.getSymbolAtLocation(file) as ts.Symbol)
    .find(({ name }) => name === "make")
  if (make === undefined) return []
  const [signature] = checker.getTypeOfSymbol(make).getCallSignatures()
  const [parameter] = signature?.parameters ?? []
  if (parameter === undefined) return []
  return checker
    .getTypeOfSymbol(parameter)
    .getProperties()
    .map((property) => {
      const type = checker.getNonNullableType(checker.getTypeOfSymbol(property))
      return {
        name: property.name,
        type: checker.typeToString(
          type,
          undefined,
          ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope
        ),
        required: (property.flags & ts.SymbolFlags.Optional) === 0,
        text: ts.displayPartsToString(property.getDocumentationComment(checker)).replace(/\s*\n\s*/g, " ")
      }
    })
    .sort((one, other) => Number(other.required) - Number(one.required))
}

export const optionsByFolder = (program: ts.Program): ReadonlyMap<string, ReadonlyArray<Option>> => {
  const checker = program.getTypeChecker()
  return new Map(
    folders.map((folder) => {
      const module = moduleOf(program, folder)
      return [folder, module === undefined ? [] : optionsIn(checker, module)] as const
    })
  )
}
