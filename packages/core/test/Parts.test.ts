import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import * as Fold from "@turnout/core/Fold"
import { type Kept, Parts, type Sink } from "@turnout/core/Parts"
import { envelope } from "./fold/answers.ts"

/** What a sink was told, as text. */
class Journal implements Sink {
  readonly told: Array<string> = []

  private tell(...words: ReadonlyArray<string>): void {
    this.told.push(words.filter((word) => word !== "").join(" "))
  }
  textStart(id: string) {
    this.tell("+", id)
  }
  textDelta(id: string, text: string) {
    this.tell(id, JSON.stringify(text))
  }
  textEnd(id: string, refused: boolean, kept: Kept) {
    this.tell("-", id, refused ? "refused" : "", sealsOf(kept))
  }
  reasoningStart(id: string) {
    this.tell("+", id)
  }
  reasoningDelta(id: string, text: string) {
    this.tell(id, JSON.stringify(text))
  }
  reasoningEnd(id: string, kept: Kept) {
    this.tell("-", id, sealsOf(kept))
  }
  toolStart({ id, name }: Fold.ToldCall) {
    this.tell("+", id, name)
  }
  toolDelta(id: string, text: string) {
    this.tell(id, JSON.stringify(text))
  }
  toolCall(call: Fold.ToldCall, kept: Kept) {
    this.tell("call", call.id, call.arguments, sealsOf(kept), kept.signature ?? "")
  }
  toolCut(id: string) {
    this.tell("cut", id)
  }
  annotation() {
    this.tell("source")
  }
}

const sealsOf = ({ details = [] }: Kept): string =>
  details
    .map((detail) =>
      detail.type === "reasoning.text"
        ? `${detail.text}|${detail.signature ?? ""}`
        : detail.type === "reasoning.encrypted"
          ? `(${detail.data})`
          : detail.summary
    )
    .join(",")

/** Told of reads of so many events each; deltas of one part are added up. */
const tell = (events: ReadonlyArray<Event>, size: number, cut = false): ReadonlyArray<string> => {
  const journal = new Journal()
  const parts = new Parts(journal)
  const fold = Fold.make(envelope)
  for (let at = 0; at < events.length; at += size) {
    const read = events.slice(at, at + size)
    fold.push(read)
    parts.each(read, fold)
  }
  if (cut) parts.cut(fold)
  return journal.told.reduce<Array<string>>((told, word) => {
    const before = told.at(-1)
    const [id, text] = word.split(" ", 2)
    if (before !== undefined && text?.startsWith('"') === true && before.startsWith(`${id} "`)) {
      const sum = JSON.parse(before.slice(id!.length + 1)) + JSON.parse(word.slice(id!.length + 1))
      told[told.length - 1] = `${id} ${JSON.stringify(sum)}`
    } else told.push(word)
    return told
  }, [])
}

const choice = 0
const opaque = (block: number, more: { readonly signature?: string; readonly data?: string }): Event => ({
  type: "reasoning_opaque",
  choice,
  block,
  format: "f",
  ...more
})
const reasoning = (block: number, text: string): Event => ({ type: "reasoning", choice, block, text })
const text = (text: string): Event => ({ type: "text", choice, text })
const start = (call: number, id: string): Event => ({ type: "tool_start", choice, call, id, name: "look" })
const input = (call: number, text: string): Event => ({ type: "tool_arguments", choice, call, text })
const finish: Event = { type: "finish", choice, reason: "stop", native: "end" }

const sizes = [1, 2, 3, 100]

describe("Parts", () => {
  const both = (name: string, events: ReadonlyArray<Event>, told: ReadonlyArray<string>) =>
    it(name, () => {
      for (const size of sizes) assert.deepStrictEqual(tell(events, size), told, `reads of ${size}`)
    })

  both(
    "a block of reasoning is ended with its signature before what follows",
    [
      reasoning(0, "hm "),
      reasoning(0, "so"),
      opaque(0, { signature: "s0" }),
      opaque(1, { data: "d1" }),
      text("Hel"),
      text("lo"),
      finish
    ],
    [
      "+ reasoning-0",
      'reasoning-0 "hm so"',
      "- reasoning-0 hm so|s0",
      "+ reasoning-1",
      "- reasoning-1 (d1)",
      "+ text-2",
      'text-2 "Hello"',
      "- text-2"
    ]
  )

  both(
    "what comes without words stands beside the text or call that it came with",
    [
      text("a"),
      opaque(0, { signature: "of the text" }),
      start(0, "c0"),
      opaque(1, { signature: "of the call" }),
      input(0, "{}"),
      finish
    ],
    ["+ text-0", 'text-0 "a"', "- text-0 |of the text", "+ c0 look", 'c0 "{}"', "call c0 {} |of the call"]
  )

  both(
    "inputs that grow by turns are whole when their calls are told",
    [start(0, "c0"), input(0, "{"), start(1, "c1"), input(1, "["), input(0, "}"), input(1, "]"), finish],
    ["+ c0 look", 'c0 "{"', "+ c1 look", 'c1 "["', 'c0 "}"', 'c1 "]"', "call c0 {}", "call c1 []"]
  )

  both(
    "of other choices, and of what comes after the end, nothing is told",
    [
      text("a"),
      { type: "text", choice: 1, text: "other" },
      finish,
      text("late"),
      { type: "refusal", choice, text: "late" }
    ],
    ["+ text-0", 'text-0 "a"', "- text-0"]
  )

  both(
    "a refusal is a text of its own, which says so",
    [text("a"), { type: "refusal", choice, text: "no" }, finish],
    ["+ text-0", 'text-0 "a"', "- text-0", "+ text-1", 'text-1 "no"', "- text-1 refused"]
  )

  it("an answer that breaks off ends what is open, and tells no call", () => {
    for (const size of sizes) {
      assert.deepStrictEqual(tell([text("a"), start(0, "c0"), input(0, "{}")], size, true), [
        "+ text-0",
        'text-0 "a"',
        "- text-0",
        "+ c0 look",
        'c0 "{}"',
        "cut c0"
      ])
    }
  })

  it("adjacent texts of one read are told at once", () => {
    const journal = new Journal()
    const fold = Fold.make(envelope)
    const read = [text("a"), text("b"), text("c")]
    fold.push(read)
    new Parts(journal).each(read, fold)
    assert.deepStrictEqual(journal.told, ["+ text-0", 'text-0 "abc"'])
  })
})
