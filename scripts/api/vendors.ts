/** Packages of vendors that differ by their names alone share one section. */
import { surface, type Package } from "./surface.ts"

/** A package's surface with its own names as `<id>`, `<Name>` and `<name>`. */
const shape = (each: Package): string => {
  const id = each.name.replace("@turnout/", "")
  const name = each.entries.find((path) => path.toLowerCase() === id.replaceAll("-", "").toLowerCase())
  const text = surface(each)
  if (name === undefined) return text.replaceAll(new RegExp(`\\b${id}\\b`, "g"), "<id>")
  const camel = name[0]!.toLowerCase() + name.slice(1)
  return text
    .replaceAll(each.name, "@turnout/<id>")
    .replaceAll(new RegExp(`"${id}"`, "g"), '"<id>"')
    .replaceAll(new RegExp(`\\b${name}\\b`, "g"), "<Name>")
    .replaceAll(new RegExp(`\\b${camel}\\b`, "g"), "<name>")
}

export const vendors = (packages: ReadonlyArray<Package>): string => {
  const groups = new Map<string, Array<Package>>()
  for (const each of packages) {
    const text = shape(each)
    groups.set(text, [...(groups.get(text) ?? []), each])
  }
  return [...groups]
    .map(([text, group]) =>
      group.length === 1
        ? `# ${group[0]!.name}\n\n${surface(group[0]!)}`
        : `# ${group.map(({ name }) => name).join(", ")}\n\n${text}`
    )
    .join("\n")
}
