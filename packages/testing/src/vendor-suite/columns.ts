import { goldenOf } from "./golden.ts"
import { openAiChat } from "./openai-chat.ts"
import type { Subject } from "./subject.ts"

/** What a cell of the table of vendors says: a mark, or the reason why nothing is checked. */
export interface Cell {
  readonly mark: string
  readonly reason?: string
}

/** One column of the table of vendors and scenarios. */
export interface Column {
  readonly title: string
  readonly cell: (subject: Subject) => Cell
}

const reasonOf = ({ skip = {} }: Subject, names: ReadonlyArray<string>): string | undefined =>
  Object.entries(skip).find(([name]) => names.some((each) => name.startsWith(each)))?.[1]

const golden = (name: string): Column => ({
  title: name,
  cell: (subject) => {
    const reason = subject.skip?.[name]
    if (reason !== undefined) return { mark: "", reason }
    const family = subject.family.golden(subject.model, subject.origin ?? subject.id)
    const theirs = family.find((each) => each.name === name)
    if (theirs === undefined) {
      return (subject.golden ?? []).length > 0
        ? { mark: "own" }
        : { mark: "", reason: "the bodies of this family are checked by the package of its maker" }
    }
    const ours = goldenOf(subject).find((each) => each.name === name)
    return { mark: JSON.stringify(ours?.body) === JSON.stringify(theirs.body) ? "=" : "≠" }
  }
})

const law = (title: string, ...names: ReadonlyArray<string>): Column => ({
  title,
  cell: (subject) => {
    const reason = reasonOf(subject, names)
    return reason === undefined ? { mark: "✓" } : { mark: "", reason }
  }
})

/** Scenarios of the suite, and its laws by what they are about. */
export const columns: ReadonlyArray<Column> = [
  ...openAiChat.golden("", "").map(({ name }) => golden(name)),
  { title: "answers", cell: ({ answers = [] }) => ({ mark: String(answers.length) }) },
  law("layers", "is registered"),
  law("environment", "reads its environment", "without a key"),
  law("address and key", "asks its own address"),
  law("host's mistakes", "calls a key"),
  law("the ledger's laws", "what is sent"),
  law("any cut", "text: any cut", "toolCall: any cut"),
  law("truncation", "text: a stream", "toolCall: a stream"),
  law("streamed as whole", "a text is the same", "a tool call is the same"),
  law("usage", "usage is"),
  law("hanging up", "hanging up", "a read that waits"),
  law("statuses", "status ", "the vendor's wish"),
  law("no answer", "garbage", "HTML", "an empty body", "half a JSON"),
  law("secrets", "no failure tells")
]
