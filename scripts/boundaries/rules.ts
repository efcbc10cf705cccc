import { cycles } from "./cycles.ts"
import { effect } from "./effect.ts"
import { imports } from "./imports.ts"
import { hygiene } from "./leaks.ts"
import { length } from "./length.ts"
import { manifest } from "./manifest.ts"
import { purity } from "./purity.ts"
import { check as rooms } from "./rooms.ts"
import { vendors } from "./vendors.ts"
import type { Rule } from "./Workspace.ts"

/** Every rule, by the promise it keeps. */
export const rules: { readonly [promise: string]: Rule } = {
  "packages import only what the architecture allows and their manifests declare": imports,
  "no file is part of an import cycle": cycles,
  "a room of the router imports only rooms below it": rooms,
  "core and router name no vendor and no model": vendors,
  "Effect is imported by module, and unstable names stand behind one file": effect,
  "core, router and wire read no clock, no randomness and no environment": purity,
  "no committed file holds a machine's path or a registry's host": hygiene,
  "no source file is longer than 250 lines": length,
  "every published package has the same shape": manifest
}
