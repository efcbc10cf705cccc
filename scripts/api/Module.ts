/** A declaration file as it is written: what it exports, declares and imports. Names are resolved; types are not. */
import { dirname, join } from "node:path"
import { readFileSync } from "node:fs"
import ts from "typescript-5.9"

/** Where a name comes from: a file of the package, by its path without extension, or another package's module. */
export interface Origin {
  readonly from: string
  readonly inside: boolean
  /** The name there; `*` is the module as a namespace. */
  readonly name: string
}

export interface Module {
  /** Declarations by name, in order; overloads are several. */
  readonly declared: ReadonlyMap<string, ReadonlyArray<ts.Statement>>
  readonly exported: ReadonlySet<string>
  /** Exported names that another module declares. */
  readonly passed: ReadonlyMap<string, Origin>
  /** Modules of which everything is exported. */
  readonly stars: ReadonlyArray<Origin>
  readonly imported: ReadonlyMap<string, Origin>
  readonly source: ts.SourceFile
}

const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed })

/** A declaration of one name, without its comments. */
export const printed = (name: string, statement: ts.Statement, { source }: Module): string => {
  const print = (node: ts.Node) => printer.printNode(ts.EmitHint.Unspecified, node, source)
  const only = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations.find((each) => each.name.getText() === name)
    : undefined
  const modifiers = isExported(statement) ? "export declare const" : "declare const"
  return readable(only === undefined ? print(statement) : `${modifiers} ${print(only)};`)
}

/** Names without the modules they come from, and a long union with one member per line: a diff of it can be read. */
const readable = (text: string): string =>
  text
    .replaceAll(/import\("[^"]*"\)\./g, "")
    .split("\n")
    .map((line) =>
      line.length <= 120 ? line : line.replaceAll(/ \| (?=")/g, `\n${/^ */.exec(line)![0]}    | `)
    )
    .join("\n")

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)

/** The names that a statement declares. */
const namesOf = (statement: ts.Statement): ReadonlyArray<string> => {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText())
  if (
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement)
  )
    return statement.name === undefined ? ["default"] : [statement.name.text]
  return ts.isExportAssignment(statement) ? ["default"] : []
}

const textOf = (specifier: ts.Expression): string => (specifier as ts.StringLiteral).text

/** `path` has no extension; a specifier may have one of the source or of what is built. */
export const originOf = (path: string, specifier: string, name: string): Origin =>
  specifier.startsWith(".")
    ? { from: join(dirname(path), specifier.replace(/\.(?:d\.)?[jt]s$/, "")), inside: true, name }
    : { from: specifier, inside: false, name }

export const read = (root: string, path: string): Module => {
  const file = join(root, `${path}.d.ts`)
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true)
  const declared = new Map<string, Array<ts.Statement>>()
  const exported = new Set<string>()
  const passed = new Map<string, Origin>()
  const imported = new Map<string, Origin>()
  const stars: Array<Origin> = []
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const origin = (name: string) => originOf(path, textOf(statement.moduleSpecifier), name)
      const { name, namedBindings } = statement.importClause ?? {}
      if (name !== undefined) imported.set(name.text, origin("default"))
      if (namedBindings !== undefined && ts.isNamespaceImport(namedBindings))
        imported.set(namedBindings.name.text, origin("*"))
      else
        for (const each of namedBindings?.elements ?? [])
          imported.set(each.name.text, origin((each.propertyName ?? each.name).text))
    } else if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier } = statement
      const from = moduleSpecifier === undefined ? undefined : textOf(moduleSpecifier)
      if (exportClause === undefined) stars.push(originOf(path, from!, "*"))
      else if (ts.isNamespaceExport(exportClause))
        passed.set(exportClause.name.text, originOf(path, from!, "*"))
      else
        for (const { name, propertyName } of exportClause.elements) {
          const there = (propertyName ?? name).text
          if (from !== undefined) passed.set(name.text, originOf(path, from, there))
          else if (there === name.text) exported.add(there)
          else passed.set(name.text, { from: path, inside: true, name: there })
        }
    } else {
      for (const name of namesOf(statement)) {
        declared.set(name, [...(declared.get(name) ?? []), statement])
        if (isExported(statement) || name === "default") exported.add(name)
      }
    }
  }
  for (const name of exported) {
    const origin = imported.get(name)
    if (origin !== undefined && !declared.has(name)) passed.set(name, origin)
  }
  return { declared, exported, passed, stars, imported, source }
}

/** What a declaration names: identifiers, and members of namespaces and of `import("…")` as pairs. */
export const mentioned = (
  statement: ts.Statement,
  path: string
): ReadonlyArray<{ readonly name: string; readonly member?: string } | Origin> => {
  const found: Array<{ name: string; member?: string } | Origin> = []
  const nameOf = (node: ts.EntityName): void => {
    if (ts.isIdentifier(node)) found.push({ name: node.text })
    else if (ts.isIdentifier(node.left)) found.push({ name: node.left.text, member: node.right.text })
    else nameOf(node.left)
  }
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node)) nameOf(node.typeName)
    else if (ts.isTypeQueryNode(node) && !ts.isImportTypeNode(node.exprName)) nameOf(node.exprName)
    else if (ts.isImportTypeNode(node)) {
      const { argument, qualifier } = node
      if (ts.isLiteralTypeNode(argument) && ts.isStringLiteral(argument.literal) && qualifier !== undefined) {
        const first = qualifier.getText().split(".")[0]!
        found.push(originOf(path, argument.literal.text, first))
      }
    } else if (ts.isExpressionWithTypeArguments(node)) {
      const [name = "", member] = node.expression.getText().split(".")
      found.push(member === undefined ? { name } : { name, member })
    }
    ts.forEachChild(node, visit)
  }
  visit(statement)
  return found
}
