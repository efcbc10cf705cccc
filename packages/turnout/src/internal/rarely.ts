/** What a router needs when it fails to be built, is asked over `fetch` before it is, or is closed: one file to load. */
export { drain } from "./drain.ts"
export { fetchWhen } from "./opening.ts"
export { unbuilt } from "./unbuilt.ts"
