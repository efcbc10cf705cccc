/**
 * A bounded table in order of use. An entry knows its neighbours, so that using it writes nothing to the hash table: one
 * that is deleted from and added to for each call replaces its storage every few calls, and V8 keeps what the replaced
 * storage held (calls, answers) alive until the next full collection. The table itself is written only for a new key.
 */
export interface Lru<K, V> {
  readonly size: () => number
  /** Does not count as a use. */
  readonly peek: (key: K) => V | undefined
  /** Counts as a use. A new key beyond the bound drops the least recently used entry that may be dropped. */
  readonly put: (key: K, value: V) => void
  readonly remove: (key: K) => void
  /** The least recently used entry. */
  readonly oldest: () => { readonly key: K; readonly value: V } | undefined
}

interface Entry<K, V> {
  readonly key: K
  value: V
  before: Entry<K, V> | undefined
  after: Entry<K, V> | undefined
}

/**
 * `mayDrop` exempts entries from being dropped; where none may be, the table grows. `onDrop` is told of every key that
 * is dropped for another.
 */
export const make = <K, V>(
  most: number,
  mayDrop: (value: V) => boolean = () => true,
  onDrop: (key: K) => void = () => {}
): Lru<K, V> => {
  const entries = new Map<K, Entry<K, V>>()
  let first: Entry<K, V> | undefined
  let last: Entry<K, V> | undefined

  const unlink = (entry: Entry<K, V>): void => {
    const { after, before } = entry
    if (before === undefined) first = after
    else before.after = after
    if (after === undefined) last = before
    else after.before = before
  }

  const append = (entry: Entry<K, V>): void => {
    entry.before = last
    entry.after = undefined
    if (last === undefined) first = entry
    else last.after = entry
    last = entry
  }

  const drop = (): void => {
    for (let entry = first; entry !== undefined; entry = entry.after) {
      if (!mayDrop(entry.value)) continue
      unlink(entry)
      entries.delete(entry.key)
      return onDrop(entry.key)
    }
  }

  return {
    size: () => entries.size,
    peek: (key) => entries.get(key)?.value,
    put: (key, value) => {
      const known = entries.get(key)
      if (known !== undefined) {
        known.value = value
        if (known === last) return
        unlink(known)
        return append(known)
      }
      if (entries.size >= most) drop()
      const entry: Entry<K, V> = { key, value, before: undefined, after: undefined }
      entries.set(key, entry)
      append(entry)
    },
    remove: (key) => {
      const entry = entries.get(key)
      if (entry === undefined) return
      unlink(entry)
      entries.delete(key)
    },
    oldest: () => first
  }
}
