import { type Fetch, rejection } from "@turnout/fetch/FetchDoor"
import * as FetchInput from "@turnout/fetch/FetchInput"
import type { Identity } from "@turnout/router/Principal"
import { abortable } from "./abortable.ts"
import { type Doors, requestId } from "./Doors.ts"

/** A request that comes while the router is still being built. */
export const fetchWhen = (
  opening: Promise<Doors["Service"]>,
  bound: Identity,
  ...[input, init]: Parameters<Fetch>
): Promise<Response> => {
  const read = FetchInput.read(input, init)
  return abortable(opening, read.signal).then(
    ({ door }) => door.fetchFor(bound)(input, init),
    (error: unknown) => rejection(error, requestId, read)
  )
}
