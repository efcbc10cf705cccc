import type * as SchemaAST from "effect/SchemaAST"
import * as SchemaJITCompiler from "effect/schema/SchemaJITCompiler"

/**
 * Has a schema compiled at its first use; where `eval` is forbidden the interpreter serves by itself. The one
 * place that touches Effect's unstable compiler, and per schema: a library does not switch it on for its host.
 */
export const compile = <S extends { readonly ast: SchemaAST.AST }>(schema: S): S => {
  SchemaJITCompiler.enable(schema.ast)
  return schema
}
