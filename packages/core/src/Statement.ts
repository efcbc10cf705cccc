/** Checks of what a host may state of endpoints. Apart from `Listing`, which is loaded where a router is built. */
export { override, stated } from "./listing/stated.ts"
