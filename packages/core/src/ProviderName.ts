/** Names of providers and vendors are compared without case, `-` and `_`. */
export const normalizeName = (name: string): string => name.toLowerCase().replace(/[-_]/g, "")
