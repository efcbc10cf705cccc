/** True only where each type is exactly the other; `readonly` and `?` count. */
export type Equal<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false

/** Compiles only for `true`. */
export type Expect<Holds extends true> = Holds

/** Compiles only where a value of `From` may stand for `To`. */
export type Assignable<From extends To, To> = [From, To]
