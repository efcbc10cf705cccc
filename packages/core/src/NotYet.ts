/**
 * Request fields that stand in the contract and are not built yet: refused, never accepted and ignored. A value
 * equal to one of `inert` asks for nothing and passes. The list ends empty.
 */
export const notYet: ReadonlyArray<{ readonly param: string; readonly inert?: ReadonlyArray<unknown> }> = []
