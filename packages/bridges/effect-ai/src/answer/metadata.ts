import type { Kept } from "@turnout/core/Parts"
import { own } from "../request/own.ts"

/** Effect's metadata is JSON, in which nothing is undefined. */
export type Metadata = { readonly [name: string]: never }

export const told = (fields: object): { readonly metadata: Metadata } => ({
  metadata: { [own]: JSON.parse(JSON.stringify(fields)) as never }
})

/** What has to come back with a part, under the names in which a prompt brings it. */
export const kept = (
  { details, fields, signature }: Kept,
  more?: object
): { readonly metadata?: Metadata } => {
  const isEmpty = details === undefined || details.length === 0
  if (isEmpty && signature === undefined && fields === undefined && more === undefined) return {}
  return told({
    ...(isEmpty ? undefined : { reasoning_details: details }),
    ...(signature === undefined ? undefined : { signature }),
    ...(fields === undefined ? undefined : { provider_fields: fields }),
    ...more
  })
}
