import * as Novita from "./Novita.ts"

export * as Novita from "./Novita.ts"

/** Novita's account. Without a key it is that of the environment, `NOVITA_API_KEY`. */
export const novita = Novita.layer
